using System.Globalization;
using CareMail.Eligibility;

namespace CareMail.Tests.Eligibility;

/// <summary>An answer that was written down before anybody asked the program.</summary>
public sealed record ExpectedDecision(
    string Code,
    DateOnly Day,
    string State,
    string CoveredBy,
    string Routes,
    string Reasons,
    string Notices
)
{
    public EligibilityQuestion Question =>
        Code.StartsWith("1-", StringComparison.Ordinal)
            ? EligibilityQuestion.AboutLocation(Code, Day)
            : EligibilityQuestion.AboutOds(Code, Day);

    public override string ToString() => $"{Code} on {Day:yyyy-MM-dd}";
}

/// <summary>The two files of expected decisions.</summary>
internal static class ExpectedDecisions
{
    private static readonly DateOnly[] Days =
    [
        new(2020, 4, 30),
        new(2021, 6, 30),
        new(2021, 7, 31),
        new(2024, 3, 31),
        new(2025, 6, 1),
        new(2026, 6, 30),
        new(2026, 11, 20),
        new(2026, 12, 31),
    ];

    /// <summary>Worked out by hand: every special case on each of the eight days.</summary>
    public static IReadOnlyList<ExpectedDecision> ByHand { get; } =
    [
        .. Lines("decisions.csv")
            .SelectMany(
                f => Days.Where(day => day >= Read(f[1]) && day <= Read(f[2])),
                (f, day) => new ExpectedDecision(f[0], day, f[3], f[4], f[5], f[6], f[7])
            ),
    ];

    /// <summary>Given with the sample registers: code, yes or no, cover, routes, reasons.</summary>
    public static IReadOnlyList<string[]> Known { get; } = [.. Lines("known-decisions.csv")];

    public static string Sorted(string set) =>
        string.Join(' ', set.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    /// <summary>A decision as the files write one.</summary>
    public static ExpectedDecision Written(EligibilityDecision decision, ExpectedDecision expected) =>
        expected with
        {
            State = decision.State.Spell(),
            CoveredBy = decision.CoveredBy.Spell(),
            Routes = Set(decision.Routes.Select(r => r.Spell())),
            Reasons = Set(decision.Reasons.Select(r => r.Reason.Spell())),
            Notices = Set(decision.Notices.Select(n => n.Notice.Spell())),
        };

    public static ExpectedDecision InOrder(this ExpectedDecision expected) =>
        expected with
        {
            Routes = Sorted(expected.Routes),
            Reasons = Sorted(expected.Reasons),
            Notices = Sorted(expected.Notices),
        };

    private static string Set(IEnumerable<string> spelled) => string.Join(' ', spelled.Order(StringComparer.Ordinal));

    private static DateOnly Read(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Eligibility", file))
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split(','));
}
