using System.Globalization;
using System.Text.RegularExpressions;

namespace CareMail.Eligibility;

/// <summary>What the public list says of a publication, lowest first.</summary>
public enum ToolkitLevel
{
    /// <summary>A text nobody knows. It never counts as met.</summary>
    Unrecognised,

    /// <summary>"Not Published", or blank: the row counts for nothing.</summary>
    NothingPublished,
    NotMet,

    /// <summary>Not fully met, with a plan that was agreed.</summary>
    PlanAgreed,
    EntryLevel,
    ApproachingStandards,
    StandardsMet,
    StandardsExceeded,
}

/// <summary>The status text of the public list: an optional year (22/23 or 2022-23) and a level.</summary>
/// <param name="Year">The calendar year in which the year begins; null if the text has none.</param>
internal sealed partial record ToolkitStatus(int? Year, ToolkitLevel Level)
{
    private static readonly Dictionary<string, ToolkitLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Standards Exceeded"] = ToolkitLevel.StandardsExceeded,
        ["Standards Met"] = ToolkitLevel.StandardsMet,
        ["Approaching Standards"] = ToolkitLevel.ApproachingStandards,
        ["Entry Level"] = ToolkitLevel.EntryLevel,
        ["Standards Not Met"] = ToolkitLevel.NotMet,
        ["Standards not fully met (plan agreed)"] = ToolkitLevel.PlanAgreed,
        ["Not Published"] = ToolkitLevel.NothingPublished,
        [""] = ToolkitLevel.NothingPublished,
    };

    public static ToolkitStatus Read(string text)
    {
        var trimmed = text.Trim();
        var year = YearIn(trimmed, out var level);
        return new(year, Levels.GetValueOrDefault(level, ToolkitLevel.Unrecognised));
    }

    public static string Spell(ToolkitLevel level) => Levels.FirstOrDefault(known => known.Value == level).Key ?? "";

    /// <summary>How much a level is worth; both kinds of "not met" are 0 unless policy says that an agreed plan is enough.</summary>
    public static int Rank(ToolkitLevel level, Policy policy) =>
        level switch
        {
            ToolkitLevel.StandardsExceeded => 4,
            ToolkitLevel.StandardsMet => 3,
            ToolkitLevel.ApproachingStandards => 2,
            ToolkitLevel.EntryLevel => 1,
            ToolkitLevel.PlanAgreed when policy.PlanAgreedIsApproaching => 2,
            ToolkitLevel.NotMet or ToolkitLevel.PlanAgreed => 0,
            ToolkitLevel.Unrecognised or ToolkitLevel.NothingPublished => -1,
        };

    private static int? YearIn(string text, out string level)
    {
        level = text;
        if (Years().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var first = int.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        var second = int.Parse(match.Groups["second"].ValueSpan, CultureInfo.InvariantCulture);
        if ((first + 1) % 100 != second)
        {
            return null;
        }

        level = text[match.Length..].TrimStart();
        return first < 100 ? 2000 + first : first;
    }

    [GeneratedRegex(@"^(?:(?<first>[0-9]{2})/(?<second>[0-9]{2})|(?<first>[0-9]{4})-(?<second>[0-9]{2}))(?=\s|$)")]
    private static partial Regex Years();
}
