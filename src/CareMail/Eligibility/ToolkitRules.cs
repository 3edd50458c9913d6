using CareMail.Registers;

namespace CareMail.Eligibility;

internal enum ToolkitOutcome
{
    Valid,
    Unrecognised,
    Expired,
    BelowThreshold,
    Undated,
    NotPublished,
}

/// <summary>The publication that counts for a code on a day.</summary>
internal sealed record Publication(
    ToolkitStatus Status,
    DateOnly Published,
    int YearOfDate,
    int Year,
    DateOnly LastDay
);

/// <summary>What the toolkit's list says about a code on a day.</summary>
/// <param name="Row">The row it was read from, if one was.</param>
internal sealed record ToolkitReading(string Code, ToolkitOutcome Outcome, Publication? Publication, DsptRow? Row)
{
    public bool IsValid => Outcome == ToolkitOutcome.Valid;

    public static ToolkitReading Nothing(string code) => new(code, ToolkitOutcome.NotPublished, null, null);
}

/// <summary>Which publication counts, how long it stands and whether it is enough. Pure.</summary>
internal static class ToolkitRules
{
    public static ToolkitReading Read(IEnumerable<DsptRow> rows, string code, Policy policy, DateOnly day)
    {
        var published = rows.Select(row => (Row: row, Status: ToolkitStatus.Read(row.Status)))
            .Where(row => row.Status.Level != ToolkitLevel.NothingPublished)
            .ToList();
        // The latest alone counts, even if an older one would have been better.
        var counts = published
            .Where(row => row.Row.Published <= day)
            .OrderByDescending(row => row.Row.Published)
            .ThenByDescending(row => ToolkitStatus.Rank(row.Status.Level, policy))
            .FirstOrDefault();
        if (counts.Row is not { Published: { } date } row)
        {
            return Undated(published.Where(p => p.Row.Published is null), code);
        }

        var publication = PublicationOf(counts.Status, date, policy);
        return new(code, OutcomeOf(publication, policy, day), publication, row);
    }

    private static ToolkitReading Undated(IEnumerable<(DsptRow Row, ToolkitStatus Status)> rows, string code)
    {
        // Unrecognised is the lowest level: it comes first.
        var (row, status) = rows.OrderBy(r => r.Status.Level).FirstOrDefault();
        return row is null ? ToolkitReading.Nothing(code)
            : status.Level == ToolkitLevel.Unrecognised ? new(code, ToolkitOutcome.Unrecognised, null, row)
            : new(code, ToolkitOutcome.Undated, null, row);
    }

    private static Publication PublicationOf(ToolkitStatus status, DateOnly date, Policy policy)
    {
        var ofDate = policy.Years.YearOf(date);
        var labelled = status.Year ?? ofDate;
        var year = policy.EarlierYearCounts ? Math.Min(ofDate, labelled) : Math.Max(ofDate, labelled);
        var last = policy.StandsForFollowingYear ? policy.Years.LastDayOf(year + 1) : date.AddYears(1).AddDays(-1);
        return new(status, date, ofDate, year, last);
    }

    private static ToolkitOutcome OutcomeOf(Publication publication, Policy policy, DateOnly day) =>
        publication.Status.Level == ToolkitLevel.Unrecognised ? ToolkitOutcome.Unrecognised
        : day > publication.LastDay ? ToolkitOutcome.Expired
        : ToolkitStatus.Rank(publication.Status.Level, policy) < ToolkitStatus.Rank(policy.LowestLevel, policy)
            ? ToolkitOutcome.BelowThreshold
        : ToolkitOutcome.Valid;
}
