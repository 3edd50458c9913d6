using System.Globalization;

namespace CareMail.Policies;

public enum PolicyKind
{
    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Whole numbers, growing.</summary>
    Numbers,

    /// <summary>Any number of words of a closed list.</summary>
    Some,

    /// <summary>Texts, as a register spells them.</summary>
    Texts,

    /// <summary>A day of the year.</summary>
    DayOfYear,
}

/// <summary>Something policy decides: what it is called, what it means and which values it may have.</summary>
/// <param name="Words">For a closed list: the value as stored, and as a person reads it.</param>
public sealed record PolicySetting(
    string Key,
    string Title,
    string Means,
    PolicyKind Kind,
    IReadOnlyList<(string Value, string Words)> Words,
    int Least = 0,
    int Most = 0
)
{
    /// <summary>Parts the values of a list; CQC does the same.</summary>
    private const char Between = '|';
    private const int LongestText = 80;
    private const int MostTexts = 40;

    /// <summary>The value as it is stored, or null if it is none.</summary>
    /// <param name="typed">As stored, or as typed into a form: one value a line.</param>
    public string? Read(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var parts = typed.Split(
            [Between, '\n', '\r'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return Kind switch
        {
            PolicyKind.Choice => Words.Any(w => w.Value == typed.Trim()) ? typed.Trim() : null,
            PolicyKind.Number => Number(typed) is { } number ? Spell(number) : null,
            PolicyKind.Numbers => Growing(parts),
            PolicyKind.Some => parts.All(part => Words.Any(w => w.Value == part))
                ? Joined(parts.Distinct().Order(StringComparer.Ordinal))
                : null,
            PolicyKind.Texts => parts.Length is > 0 and <= MostTexts && parts.All(IsText)
                ? Joined(parts.Distinct())
                : null,
            PolicyKind.DayOfYear => DayOfYear(typed),
        };
    }

    /// <summary>A stored value as a person reads it.</summary>
    public string Spell(string value) =>
        Kind switch
        {
            PolicyKind.Choice or PolicyKind.Some when Words.Count > 0 => value.Length == 0
                ? "none"
                : string.Join(
                    ", ",
                    Parts(value).Select(part => Words.FirstOrDefault(w => w.Value == part).Words ?? part)
                ),
            PolicyKind.DayOfYear => DateOnly
                .ParseExact("2000-" + value, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                .ToString("d MMMM", CultureInfo.GetCultureInfo("en-GB")),
            _ => string.Join(", ", Parts(value)),
        };

    public static IReadOnlyList<string> Parts(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Split(Between, StringSplitOptions.RemoveEmptyEntries);
    }

    internal static string Joined(IEnumerable<string> parts) => string.Join(Between, parts);

    /// <summary>A whole number of days.</summary>
    public static PolicySetting Days(string key, string title, string means, int most = 3_650) =>
        new(key, title, means, PolicyKind.Number, [], 0, most);

    /// <summary>Any whole number.</summary>
    public static PolicySetting Count(string key, string title, string means, int least, int most) =>
        new(key, title, means, PolicyKind.Number, [], least, most);

    /// <summary>Days before or after something, growing.</summary>
    public static PolicySetting DayList(string key, string title, string means) =>
        new(key, title, means + " One a line, growing.", PolicyKind.Numbers, [], 0, 3_650);

    /// <summary>One of a few words.</summary>
    public static PolicySetting Choice(
        string key,
        string title,
        string means,
        params (string Value, string Words)[] words
    ) => new(key, title, means, PolicyKind.Choice, words);

    private static string Spell(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsText(string part) => part.Length <= LongestText && !part.Any(char.IsControl);

    private int? Number(string typed) =>
        int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= Least
        && number <= Most
            ? number
            : null;

    private string? Growing(string[] parts)
    {
        var numbers = parts.Select(Number).ToList();
        return
            numbers.Count > 0
            && numbers.All(n => n is not null)
            && numbers.Zip(numbers.Skip(1)).All(p => p.First < p.Second)
            ? Joined(numbers.Select(n => Spell(n!.Value)))
            : null;
    }

    /// <summary>29 February would be no day in most years.</summary>
    private static string? DayOfYear(string typed) =>
        DateOnly.TryParseExact(
            "2001-" + typed.Trim(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        )
            ? typed.Trim()
            : null;
}
