namespace CareMail.Eligibility;

/// <summary>Reminders beside a yes. They never change it. Pure.</summary>
internal static class NoticeRules
{
    public static IReadOnlyList<Reminder> Of(Inquiry inquiry, Coverage coverage) =>
        coverage switch
        {
            { By: ToolkitCover.Waiver } => [Say.CompleteAfterWaiver()],
            { Publication: { } publication } => [.. Of(publication, inquiry.Policy, inquiry.Day)],
            _ => [],
        };

    private static IEnumerable<Reminder> Of(Publication publication, Policy policy, DateOnly day)
    {
        // The twelve months only remind. A publication of 29 February has its anniversary on the 28th.
        if (policy.RemindsAfterTwelveMonths && day >= publication.Published.AddYears(1))
        {
            yield return Say.RenewalDue(publication);
        }

        if (publication.LastDay.DayNumber - day.DayNumber <= policy.DeadlineDays)
        {
            yield return Say.DeadlineNear(publication);
        }

        if (publication.Status.Level == ToolkitLevel.ApproachingStandards)
        {
            yield return Say.NextMustBeMet();
        }

        if (publication.Status.Level == ToolkitLevel.EntryLevel)
        {
            yield return Say.EntryLevelWithdrawn();
        }

        if (publication.Status.Year is { } labelled && labelled != publication.YearOfDate)
        {
            yield return Say.CycleMismatch(publication, labelled);
        }
    }
}
