using CareMail.Access;
using CareMail.Identity;

namespace CareMail.Lifecycle;

/// <summary>How many days each stage of an account's life lasts.</summary>
public sealed record DayCounts(
    int Inactive,
    int Deleted,
    int Restorable,
    int Leaver,
    int Disabled,
    int OldAddress,
    IReadOnlyList<int> Warnings
);

/// <summary>What an account is at an instant, as people are told.</summary>
public enum LifeStage
{
    /// <summary>Made; the five tasks of the first sign-in are not done.</summary>
    NotCompleted,
    Active,

    /// <summary>Not used for a while: it works, and using it makes it active.</summary>
    Inactive,
    Locked,

    /// <summary>Marked as leaver: another organisation may accept the person.</summary>
    Leaver,

    /// <summary>Away for long; mail keeps arriving.</summary>
    Disabled,
    Deleted,
    DeletedPermanently,
}

/// <summary>A day to come, if nothing happens before.</summary>
public sealed record LifeDay(LifeStage Becomes, DateTimeOffset At);

/// <summary>The stage of an account and the days to come.</summary>
public sealed record LifeDates(LifeStage Stage, IReadOnlyList<LifeDay> Ahead)
{
    /// <summary>The day somebody has to be warned of: inactive hurts nobody.</summary>
    public LifeDay? Threat =>
        Ahead.FirstOrDefault(day => day.Becomes is LifeStage.Deleted or LifeStage.DeletedPermanently);
}

/// <summary>What an account is on a day, and what it becomes when. Pure: no clock, no database.</summary>
public static class LifecycleRules
{
    public static LifeDates Of(AccountLife life, DayCounts days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(life);
        ArgumentNullException.ThrowIfNull(days);
        return life.State switch
        {
            AccountState.Active => Resting(LifeStage.Active, life.LastActive, days, now),
            AccountState.New => Resting(LifeStage.NotCompleted, life.StateSince, days, now),
            // An administrator closed it for a reason: it waits for a decision, however long.
            AccountState.Locked => new(LifeStage.Locked, []),
            AccountState.Left => Ending(LifeStage.Leaver, life.StateSince.AddDays(days.Leaver), days),
            AccountState.Disabled => Ending(LifeStage.Disabled, life.DisabledUntil ?? DateTimeOffset.MaxValue, days),
            AccountState.Deleted => new(
                LifeStage.Deleted,
                [new(LifeStage.DeletedPermanently, life.StateSince.AddDays(days.Restorable))]
            ),
            AccountState.Gone => new(LifeStage.DeletedPermanently, []),
        };
    }

    /// <summary>Days are counted from before this instant: the account becomes what comes next.</summary>
    public static DateTimeOffset DueBefore(AccountState state, DayCounts days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(days);
        return state switch
        {
            AccountState.Active or AccountState.New => now.AddDays(-days.Inactive - days.Deleted),
            AccountState.Left => now.AddDays(-days.Leaver),
            AccountState.Deleted => now.AddDays(-days.Restorable),
            AccountState.Disabled => now,
            AccountState.Locked or AccountState.Gone => DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>The warning that is due: the smallest of the days before that has come; null if none has.</summary>
    public static int? WarningDue(LifeDay threat, DayCounts days, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(threat);
        ArgumentNullException.ThrowIfNull(days);
        var left = threat.At - now;
        return left <= TimeSpan.Zero
            ? null
            : days.Warnings.Where(before => left <= TimeSpan.FromDays(before)).Select(d => (int?)d).Min();
    }

    /// <summary>Nobody ends the rights of somebody who holds more than they do.</summary>
    public static bool MayEnd(IEnumerable<RoleGrant> actor, IEnumerable<RoleGrant> person) =>
        actor.Select(g => RankOf(g.Role)).DefaultIfEmpty(0).Max()
        >= person.Select(g => RankOf(g.Role)).DefaultIfEmpty(0).Max();

    private static int RankOf(Role role) =>
        role switch
        {
            Role.Person or Role.Member => 0,
            Role.Owner => 1,
            Role.LocalHelpdesk or Role.Auditor or Role.DirectoryManager => 2,
            Role.LocalAdmin => 3,
            Role.PrimaryAdmin => 4,
            Role.NationalHelpdesk or Role.Caseworker or Role.Association or Role.Sponsor => 5,
            Role.Platform => 6,
        };

    private static LifeDates Resting(LifeStage stage, DateTimeOffset from, DayCounts days, DateTimeOffset now)
    {
        var inactive = from.AddDays(days.Inactive);
        var deleted = inactive.AddDays(days.Deleted);
        return inactive > now
            ? new(
                stage,
                [
                    new(LifeStage.Inactive, inactive),
                    new(LifeStage.Deleted, deleted),
                    new(LifeStage.DeletedPermanently, deleted.AddDays(days.Restorable)),
                ]
            )
            : Ending(LifeStage.Inactive, deleted, days);
    }

    private static LifeDates Ending(LifeStage stage, DateTimeOffset deleted, DayCounts days) =>
        deleted == DateTimeOffset.MaxValue
            ? new(stage, [])
            : new(
                stage,
                [new(LifeStage.Deleted, deleted), new(LifeStage.DeletedPermanently, deleted.AddDays(days.Restorable))]
            );
}
