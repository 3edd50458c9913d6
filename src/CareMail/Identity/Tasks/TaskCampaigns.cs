using CareMail.Access;

namespace CareMail.Identity.Tasks;

/// <summary>How hard a task presses somebody whose account was open before the task was asked for.</summary>
public enum TaskPressure
{
    /// <summary>No campaign rolls it out: it is due at the next sign-in, as the task itself says.</summary>
    AtSignIn,

    /// <summary>It may be done, and nothing waits for it.</summary>
    None,

    /// <summary>Mail stays open, by web and mail program; every other page asks first.</summary>
    Pages,

    /// <summary>Every door is closed until it is done. Incoming mail is always accepted.</summary>
    Doors,
}

/// <summary>Whom a campaign may be for.</summary>
public sealed record CampaignPerson(Guid AccountId, Guid OrganisationId, IReadOnlyList<RoleGrant> Roles);

/// <summary>What a campaign asks of somebody today, and what comes.</summary>
/// <param name="PagesFrom">The day from which every page but mail asks; null if none is known.</param>
/// <param name="DoorsFrom">The day from which mail is closed too; null if none is known.</param>
/// <param name="ExemptUntil">Until then nothing is asked.</param>
public sealed record TaskStanding(
    DueTask Task,
    TaskPressure Pressure,
    string Title,
    DateOnly? PagesFrom,
    DateOnly? DoorsFrom,
    DateOnly? ExemptUntil
);

/// <summary>Dated campaigns, as the doors ask for them. A module above knows none, so one below implements it.</summary>
public interface ITaskCampaigns
{
    /// <summary>For each task that a campaign rolls out; tasks without one are absent.</summary>
    ValueTask<IReadOnlyList<TaskStanding>> OfAsync(CampaignPerson person, CancellationToken ct);

    /// <summary>Whether any campaign closes every door to anybody now: the mail doors ask this first.</summary>
    ValueTask<bool> AnyClosesDoorsAsync(CancellationToken ct);
}

/// <summary>There are none.</summary>
internal sealed class NoCampaigns : ITaskCampaigns
{
    public ValueTask<IReadOnlyList<TaskStanding>> OfAsync(CampaignPerson person, CancellationToken ct) => new([]);

    public ValueTask<bool> AnyClosesDoorsAsync(CancellationToken ct) => new(false);
}
