using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Organisations;

namespace CareMail.Manage;

/// <summary>Somebody of a place, on a day.</summary>
internal sealed record ManagedPerson(AccountLife Life, LifeDates Dates)
{
    public string Stage => LifecycleWords.Of(Dates.Stage);

    public string Next => LifecycleWords.Next(Dates);

    public string Kind =>
        Dates.Stage switch
        {
            LifeStage.Active => "good",
            LifeStage.NotCompleted or LifeStage.Inactive or LifeStage.Leaver or LifeStage.Disabled => "warn",
            LifeStage.Locked or LifeStage.Deleted or LifeStage.DeletedPermanently => "bad",
        };

    public string Icon => Kind == "good" ? "check" : "clock";

    /// <summary>Whether they count towards the allowance.</summary>
    public bool Counts => Life.State < AccountState.Left;
}

/// <summary>The places somebody looks after, and the people there.</summary>
internal sealed class ManagedPlaces(
    OrganisationTable organisations,
    AccountLives accounts,
    Lives lives,
    Acts acts,
    TimeProvider time
)
{
    /// <summary>By the roles held there; who serves everybody comes by the place's own address.</summary>
    public async Task<IReadOnlyList<Organisation>> OfAsync(Actor actor, CancellationToken ct)
    {
        var held = actor
            .Roles.Where(g =>
                g.Role is Role.Owner or Role.LocalAdmin or Role.LocalHelpdesk or Role.PrimaryAdmin or Role.Auditor
            )
            .ToList();
        if (held.Count == 0)
        {
            return [];
        }

        var own = actor with { Roles = held };
        return
        [
            .. (await organisations.ListAsync(ct)).Where(o =>
                Permissions.May(own, Act.ListPeople, new Target(o.Id, o.HeadquartersId))
            ),
        ];
    }

    /// <summary>Null: there is none, or it is not theirs to see.</summary>
    public async Task<Organisation?> FindAsync(Actor actor, Guid organisationId, CancellationToken ct) =>
        (await acts.AtOrganisationAsync(actor, Act.ListPeople, organisationId, ct)).IsDone(out var found, out _)
            ? found
            : null;

    public async Task<IReadOnlyList<ManagedPerson>> PeopleAsync(Guid organisationId, CancellationToken ct)
    {
        var (days, now) = (await lives.DaysAsync(ct), time.GetUtcNow());
        return
        [
            .. (await accounts.OfOrganisationAsync(organisationId, ct)).Select(life => new ManagedPerson(
                life,
                LifecycleRules.Of(life, days, now)
            )),
        ];
    }

    /// <summary>Null: there is nobody, or this is not theirs to do.</summary>
    public async Task<ManagedPerson?> PersonAsync(Actor actor, Act act, Guid accountId, CancellationToken ct) =>
        (await acts.OnPersonAsync(actor, act, accountId, ct)).IsDone(out _, out _)
        && await accounts.FindAsync(accountId, ct) is { } life
            ? new ManagedPerson(life, LifecycleRules.Of(life, await lives.DaysAsync(ct), time.GetUtcNow()))
            : null;
}
