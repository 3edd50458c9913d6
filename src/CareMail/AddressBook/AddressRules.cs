using System.Globalization;
using System.Text;

namespace CareMail.AddressBook;

/// <summary>How addresses are made from names. Pure.</summary>
public static class AddressRules
{
    private const int LongestName = 30;
    private const string SitePrefix = "care.";

    // RFC 2142 §3 to §5, and names that would pass for the service: nobody is given one of them.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "abuse",
        "account",
        "accounts",
        "admin",
        "administrator",
        "alert",
        "alerts",
        "all",
        "billing",
        "bounce",
        "bounces",
        "care",
        "caremail",
        "daemon",
        "everyone",
        "ftp",
        "help",
        "helpdesk",
        "hostmaster",
        "info",
        "it",
        "mail",
        "mailer-daemon",
        "marketing",
        "news",
        "nhs",
        "nhsmail",
        "no-reply",
        "nobody",
        "noc",
        "noreply",
        "password",
        "postmaster",
        "reset",
        "root",
        "sales",
        "secret",
        "security",
        "service",
        "staff",
        "support",
        "system",
        "test",
        "trouble",
        "usenet",
        "uucp",
        "webmaster",
        "www",
    };

    /// <summary><c>first.last</c>, then <c>first.last2</c> and on where it is taken.</summary>
    public static string ForPerson(string firstName, string lastName, int attempt)
    {
        var parts = new[] { Plain(firstName), Plain(lastName) }.Where(p => p.Length > 0);
        var number = attempt > 1 ? attempt.ToString(CultureInfo.InvariantCulture) : "";
        return string.Join('.', parts) + number;
    }

    /// <summary>The shared mailbox of a care site: <c>care.</c> and the site's code, in lower case.</summary>
    public static string ForSite(string ods) => SitePrefix + ods.ToLowerInvariant();

    /// <summary>A name of the service itself, or one that could be a care site's: no person gets it.</summary>
    public static bool IsReserved(string localPart) =>
        Reserved.Contains(localPart.ToLowerInvariant())
        || localPart.StartsWith(SitePrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// What a person may begin to type to find somebody: words of the name, of the local part and of the place, the local
    /// part itself, and the whole name, first name first or last name first.
    /// </summary>
    public static IReadOnlySet<string> Words(string displayName, string localPart, string place = "")
    {
        var name = Split(Fold(displayName));
        var words = new HashSet<string>(StringComparer.Ordinal);
        words.UnionWith(name);
        words.UnionWith(Split(Fold(localPart)));
        words.UnionWith(Split(Fold(place)));
        words.Add(Fold(localPart));
        if (name.Length > 1)
        {
            words.Add(string.Join(' ', name));
            words.Add($"{name[0]} {name[^1]}");
            words.Add($"{name[^1]} {name[0]}");
        }

        return words;
    }

    /// <summary>Typed text as it is looked up: at most <paramref name="limit"/> words; of an address, its local part.</summary>
    public static IReadOnlyList<string> Typed(string text, int limit) =>
        [
            .. Fold(Readable(text))
                .Split([' ', ',', '<', '>', '"'], StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(TypedWords)
                .Take(limit),
        ];

    /// <summary>Without what nobody types: control characters, and halves of characters.</summary>
    private static string Readable(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune)));

    /// <summary>A word with a dot is the beginning of a local part, which is kept whole; a double name is two words.</summary>
    private static string[] TypedWords(string word)
    {
        var name = word.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? word[..at] : word;
        return name.Contains('.', StringComparison.Ordinal) ? [name] : Split(name);
    }

    /// <summary>Without accents, in lower case.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c);
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormC).ToLowerInvariant();
    }

    // Letters that no accent explains, as they are written where they cannot be typed.
    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in Fold(name))
        {
            plain.Append(
                c switch
                {
                    >= 'a' and <= 'z' or >= '0' and <= '9' or '-' => c.ToString(),
                    'ø' => "o",
                    'ł' => "l",
                    'đ' or 'ð' => "d",
                    'þ' => "th",
                    'ß' => "ss",
                    'æ' => "ae",
                    'œ' => "oe",
                    'ı' => "i",
                    _ => "",
                }
            );
        }

        var trimmed = plain.ToString().Trim('-');
        return trimmed.Length > LongestName ? trimmed[..LongestName].TrimEnd('-') : trimmed;
    }

    private static string[] Split(string text) =>
        text.Split(
            [' ', '.', '-', '_', ',', '(', ')', '\'', '’', '@', '&', ';', '[', ']'],
            StringSplitOptions.RemoveEmptyEntries
        );
}
