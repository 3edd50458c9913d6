using System.Globalization;
using System.Text;

namespace CareMail.Mailboxes;

/// <summary>
/// Decides what may be the name of a folder, and spells it in one way. Names are text in a column and never become paths;
/// what would only confuse people and clients is refused all the same (B38).
/// </summary>
internal static class FolderName
{
    public const string Inbox = "INBOX";
    public const char Delimiter = '/';

    public static FolderOutcome TryParse(string text, MailboxLimits limits, out string name)
    {
        name = "";
        // Before anything costs time: normalising 10 kB of accents does.
        if (text.Length > limits.FolderNameLength)
        {
            return FolderOutcome.NameTooLong;
        }

        if (!IsText(text))
        {
            return FolderOutcome.BadName;
        }

        var levels = text.Normalize(NormalizationForm.FormC).Split(Delimiter);
        if (levels.Length > limits.FolderDepth)
        {
            return FolderOutcome.TooDeep;
        }

        if (!levels.All(IsLevel) || levels[0].StartsWith('#'))
        {
            return FolderOutcome.BadName;
        }

        // RFC 9051 §5.1: INBOX in any case is one name; below it the first level is spelled the same way.
        if (levels[0].Equals(Inbox, StringComparison.OrdinalIgnoreCase))
        {
            levels[0] = Inbox;
        }

        name = string.Join(Delimiter, levels);
        return name.Length > limits.FolderNameLength ? FolderOutcome.NameTooLong : FolderOutcome.Done;
    }

    /// <summary>The names above this one, highest first.</summary>
    public static IEnumerable<string> Above(string name)
    {
        for (var at = name.IndexOf(Delimiter); at >= 0; at = name.IndexOf(Delimiter, at + 1))
        {
            yield return name[..at];
        }
    }

    public static bool IsBelow(string name, string above) =>
        name.Length > above.Length + 1
        && name[above.Length] == Delimiter
        && name.StartsWith(above, StringComparison.Ordinal);

    /// <summary>No control or formatting characters (a right-to-left override makes one name look like another), no halves of pairs.</summary>
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var isBad =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned;
            // EnumerateRunes shows a lone surrogate as U+FFFD, which no one types on purpose either.
            if (isBad || rune == Rune.ReplacementChar || rune.Value is '*' or '%')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLevel(string level) =>
        level.Length > 0 && level is not ("." or "..") && level.Trim().Length == level.Length && level[0] != '~';
}
