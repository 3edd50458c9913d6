using CareMail.Access;
using CareMail.Organisations;

namespace CareMail.Provisioning;

/// <summary>Which organisations somebody may do something in.</summary>
internal sealed class Places(OrganisationTable organisations)
{
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
}
