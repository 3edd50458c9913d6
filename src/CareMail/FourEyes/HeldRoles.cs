using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Organisations;

namespace CareMail.FourEyes;

/// <summary>A role somebody holds at a place.</summary>
internal sealed record HeldRole(Guid AccountId, string Name, string Address, Role Role, bool MayTake);

/// <summary>Who holds which role where, for those who give and take them.</summary>
internal sealed class HeldRoles(AccountRecords accounts, OrganisationTable organisations, Acts acts)
{
    /// <summary>Owners and members have their roles from the shared mailbox, and everybody is a person.</summary>
    private static readonly Role[] OfMailboxes = [Role.Person, Role.Owner, Role.Member];

    /// <summary>The roles the actor can give, or ask for.</summary>
    public static IReadOnlyList<Role> Choices(Actor actor) =>
        [
            .. Enum.GetValues<Role>()
                .Where(role => !OfMailboxes.Contains(role) && Permissions.MayHandOutRole(actor, role)),
        ];

    /// <summary>The places where the actor gives roles by their own role there; who serves everybody finds one by its code.</summary>
    public async Task<IReadOnlyList<Organisation>> PlacesAsync(Actor actor, CancellationToken ct)
    {
        var own = actor with { Roles = [.. actor.Roles.Where(g => g.Role is Role.PrimaryAdmin)] };
        return own.Roles.Count == 0
            ? []
            :
            [
                .. (await organisations.ListAsync(ct)).Where(o =>
                    Permissions.May(own, Act.GiveRole, new Target(o.Id, o.HeadquartersId))
                ),
            ];
    }

    /// <summary>Null: there is no such place, or the actor gives no roles there.</summary>
    public async Task<Organisation?> FindAsync(Actor actor, Guid organisationId, CancellationToken ct) =>
        (await acts.AtOrganisationAsync(actor, Act.GiveRole, organisationId, ct)).IsDone(out var found, out _)
            ? found
            : null;

    public async Task<IReadOnlyList<HeldRole>> AtAsync(Actor actor, Organisation place, CancellationToken ct) =>
        [
            .. (await accounts.RoleHoldersAsync(place.Id, ct))
                .Where(held => !OfMailboxes.Contains(held.Role))
                .OrderBy(held => held.Role)
                .ThenBy(held => held.Person.DisplayName, StringComparer.Ordinal)
                .Select(held => new HeldRole(
                    held.Person.Id,
                    held.Person.DisplayName,
                    held.Person.UserName,
                    held.Role,
                    held.Person.Id != actor.AccountId && Permissions.MayHandOutRole(actor, held.Role)
                )),
        ];
}
