using CareMail.Accounts;
using CareMail.Identity;

namespace CareMail.Lifecycle;

/// <summary>The marks of an account’s picture: what was, today, and what comes if nothing happens. Pure.</summary>
public static class LifeMarks
{
    public static LifePicture Draw(AccountLife life, DayCounts days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(life);
        ArgumentNullException.ThrowIfNull(days);
        var dates = LifecycleRules.Of(life, days, now);
        var warnings = dates.Threat is { } threat ? days.Warnings.Select(before => threat.At.AddDays(-before)) : [];
        return LifePicture.Of([.. Past(life, days, dates), Today(dates, now), .. Ahead(dates)], warnings);
    }

    private static IEnumerable<LifeMark> Past(AccountLife life, DayCounts days, LifeDates dates)
    {
        yield return new(life.Created, "Account made", LifeBand.Waiting);
        if (life.Opened is { } opened)
        {
            yield return new(opened, "First sign-in done", LifeBand.Used);
        }

        if (life.LastActive - life.Opened >= TimeSpan.FromDays(1) && life.State is not AccountState.Gone)
        {
            yield return new(life.LastActive, "Last used", LifeBand.Used);
        }

        if (dates.Stage is LifeStage.Inactive)
        {
            var from = life.State is AccountState.New ? life.StateSince : life.LastActive;
            yield return new(from.AddDays(days.Inactive), LifecycleWords.Of(LifeStage.Inactive), LifeBand.Quiet);
        }
        else if (life.State is not (AccountState.New or AccountState.Active))
        {
            yield return new(life.StateSince, Since(dates.Stage), BandOf(dates.Stage));
        }
    }

    private static LifeMark Today(LifeDates dates, DateTimeOffset now) =>
        new(now, "Today: " + LifecycleWords.Of(dates.Stage).ToLowerInvariant(), BandOf(dates.Stage)) { IsNow = true };

    private static IEnumerable<LifeMark> Ahead(LifeDates dates) =>
        dates.Ahead.Select(day => new LifeMark(day.At, LifecycleWords.Of(day.Becomes), BandOf(day.Becomes)));

    private static string Since(LifeStage stage) =>
        stage is LifeStage.Leaver ? "Marked as leaver" : LifecycleWords.Of(stage);

    private static LifeBand BandOf(LifeStage stage) =>
        stage switch
        {
            LifeStage.NotCompleted => LifeBand.Waiting,
            LifeStage.Active => LifeBand.Used,
            LifeStage.Inactive or LifeStage.Leaver or LifeStage.Disabled => LifeBand.Quiet,
            LifeStage.Locked or LifeStage.Deleted => LifeBand.Closed,
            LifeStage.DeletedPermanently => LifeBand.Gone,
        };
}
