using System.Globalization;
using System.Text;
using CareMail.Protocols.Addresses;

namespace CareMail.Protocols.Mime;

/// <summary>Header values from and to text: encoded words, address lists, Message-IDs.</summary>
public static class HeaderText
{
    // RFC 5322 §2.1.1: a line has at most 998 octets; with a name before it, and some room.
    private const int LongestPlainLine = 900;
    private const int LongestFileName = 150;
    private const int LongestMessageId = 500;

    /// <summary>Encoded words (RFC 2047) turned into text; what is not one stays as it is.</summary>
    public static string Decode(string raw) => EncodedWords.Decode(raw);

    /// <summary>Without control and direction-changing characters, white space as single spaces.</summary>
    public static string ForDisplay(string text)
    {
        if (IsTidy(text))
        {
            return text;
        }
        var tidy = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (tidy.Length > 0 && tidy[^1] != ' ')
                {
                    tidy.Append(' ');
                }
            }
            else if (!TurnsDirection(rune.Value))
            {
                tidy.Append(rune.ToString());
            }
        }
        return tidy.ToString().TrimEnd();
    }

    /// <summary>As unstructured header text: plain if ASCII, otherwise encoded words separated by spaces (not folded).</summary>
    public static string Encode(string text)
    {
        text = ForDisplay(text);
        return IsPlain(text) && !text.Contains("=?", StringComparison.Ordinal) && FoldsWell(text)
            ? text
            : EncodedWords.Encode(text);
    }

    /// <summary><c>name &lt;address&gt;</c>, quoted or encoded as needed, on one line.</summary>
    public static string Format(NamedAddress address)
    {
        var name = ForDisplay(address.Name);
        return name.Length == 0 ? address.Address.ToString() : $"{Phrase(name)} <{address.Address}>";
    }

    /// <summary>Reads a header's address list, as far as it can be understood.</summary>
    public static IReadOnlyList<HeaderAddress> ParseAddresses(string raw, int limit = 2_000) =>
        AddressList.Parse(raw, limit);

    /// <summary>Reads what a person typed into a recipient field: commas, semicolons or lines, names allowed.</summary>
    public static IReadOnlyList<NamedAddress> ParseRecipients(string typed, out IReadOnlyList<string> notUnderstood)
    {
        var understood = new List<NamedAddress>();
        var rest = new List<string>();
        foreach (var entry in ParseAddresses(typed.Replace("\r", "").Replace('\n', ',')))
        {
            if (!entry.IsMailbox)
            {
                continue;
            }
            if (EmailAddress.TryCreate(entry.LocalPart ?? "", entry.Domain ?? "", out var address))
            {
                understood.Add(new NamedAddress(entry.Name, address));
            }
            else
            {
                rest.Add(ForDisplay(entry.RawName is null ? entry.Address : $"{entry.Name} <{entry.Address}>"));
            }
        }
        notUnderstood = rest;
        return understood;
    }

    /// <summary>The Message-IDs in a References or In-Reply-To value, without angle brackets.</summary>
    public static IReadOnlyList<string> ParseMessageIds(string raw, int limit = 100)
    {
        var ids = new List<string>();
        var rest = raw.AsSpan();
        while (ids.Count < limit && rest.IndexOf('<') is >= 0 and var open)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOfAny('<', '>');
            if (close < 0)
            {
                close = rest.Length;
            }
            AddId(ids, rest[..close]);
            rest = rest[close..];
        }
        if (ids.Count == 0)
        {
            // Some programs leave the brackets out.
            foreach (var word in raw.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                if (ids.Count < limit && word.Contains('@'))
                {
                    AddId(ids, word);
                }
            }
        }
        return ids;
    }

    /// <summary>RFC 5322 §3.3 dates and the broken ones met in mail.</summary>
    public static DateTimeOffset? ParseDate(string raw) => MailDate.Parse(raw);

    public static string FormatDate(DateTimeOffset date) => MailDate.Format(date);

    /// <summary>RFC 5256 §2.1: the subject without Re:, Fwd:, [list] and the like.</summary>
    public static string BaseSubject(string subject, out bool isReplyOrForward) =>
        Mime.BaseSubject.Of(subject, out isReplyOrForward);

    /// <summary>A name safe to show and to save: no path, no control or direction-changing characters, bounded; null if nothing is left.</summary>
    public static string? SafeFileName(string? name)
    {
        if (name is null)
        {
            return null;
        }
        name = ForDisplay(name);
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var unwanted =
                Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse
                || rune == Rune.ReplacementChar;
            safe.Append(
                rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_"
                : unwanted ? ""
                : rune.ToString()
            );
        }
        // Windows drops dots and spaces at the end; a dot at the start hides a file elsewhere.
        name = safe.ToString().Trim(' ', '.');
        if (name.Length == 0)
        {
            return null;
        }
        return Shortened(IsDevice(name) ? "_" + name : name).Normalize();
    }

    internal static bool TurnsDirection(int c) =>
        c is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029;

    /// <summary>For a display name: an atom, a quoted string or encoded words (RFC 5322 §3.2.5).</summary>
    internal static string Phrase(string name)
    {
        if (!IsPlain(name) || name.Contains("=?", StringComparison.Ordinal) || !FoldsWell(name))
        {
            return EncodedWords.Encode(name);
        }
        return name.All(c => char.IsAsciiLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".Contains(c)) ? name : Quoted(name);
    }

    internal static string Quoted(string text) =>
        "\""
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        + "\"";

    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and < '\x7f');

    private static bool FoldsWell(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = c == ' ' ? 0 : run + 1;
            if (run > LongestPlainLine)
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsTidy(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var spare = c == ' ' && (i == 0 || i == text.Length - 1 || text[i - 1] == ' ');
            if (c is < ' ' or > '~' || spare)
            {
                return false;
            }
        }
        return true;
    }

    private static void AddId(List<string> ids, ReadOnlySpan<char> id)
    {
        var kept = new StringBuilder(Math.Min(id.Length, LongestMessageId));
        foreach (var c in id)
        {
            if (c > ' ' && c != '\x7f' && kept.Length < LongestMessageId)
            {
                kept.Append(c);
            }
        }
        if (kept.Length > 0)
        {
            ids.Add(kept.ToString());
        }
    }

    private static string Shortened(string name)
    {
        const int longestExtension = 20;
        if (name.Length <= LongestFileName)
        {
            return name;
        }
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= longestExtension ? name[dot..] : "";
        var stem = name[..(LongestFileName - extension.Length)];
        // Never half of a surrogate pair.
        return (char.IsHighSurrogate(stem[^1]) ? stem[..^1] : stem) + extension;
    }

    // Names that Windows takes for devices, with any extension.
    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL"
            || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && char.IsAsciiDigit(stem[^1]));
    }
}

/// <summary>An address with the name people see before it (may be empty).</summary>
public sealed record NamedAddress(string Name, EmailAddress Address)
{
    public override string ToString() => HeaderText.Format(this);
}
