using CareMail.Access;
using CareMail.Audit;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Provisioning;

/// <summary>What every use case here does first and last: ask the permission table, and record the act.</summary>
internal sealed class Places(OrganisationTable organisations, AuditTrail audit)
{
    /// <summary>To others it is not there, rather than forbidden.</summary>
    public async Task<Outcome<Organisation>> FindAsync(Actor actor, Act act, Guid organisationId, CancellationToken ct)
    {
        var none = new Refusal("There is no such organisation, or it is not yours to look after.");
        return
            await organisations.FindAsync(organisationId, ct) is { } organisation
            && Permissions.May(actor, act, new Target(organisation.Id, organisation.HeadquartersId))
            ? organisation
            : none;
    }

    /// <summary>Where the actor may do this by a role held there or above.</summary>
    public async Task<IReadOnlyList<Organisation>> OfAsync(Actor actor, Act act, CancellationToken ct)
    {
        var found = new List<Organisation>();
        foreach (var held in actor.Roles.Select(r => r.OrganisationId).Distinct())
        {
            if (await organisations.FindAsync(held, ct) is { } own)
            {
                found.Add(own);
                found.AddRange(await organisations.SitesOfAsync(held, ct));
            }
        }

        return
        [
            .. found
                .DistinctBy(o => o.Id)
                .Where(o => Permissions.May(actor, act, new Target(o.Id, o.HeadquartersId)))
                .OrderBy(o => o.Ods, StringComparer.Ordinal),
        ];
    }

    public Task RecordAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        Guid subject,
        Guid organisation,
        string? oldValue = null,
        string? newValue = null,
        string? reason = null
    ) =>
        audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                act.Spell(),
                subject,
                organisation,
                actor.Origin,
                oldValue,
                newValue,
                // A program and the operator have no account: which it was stands with the reason.
                actor.AccountId
                    is null
                    ? $"{actor.Name}: {reason}".TrimEnd(' ', ':')
                    : reason
            )
        );
}
