using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Organisations;

namespace CareMail.Provisioning.Tokens;

/// <summary>Whether a token is in force, and what its program may do: asked anew at every request.</summary>
internal sealed class TokenCheck(
    TokenTable tokens,
    TokenKeys keys,
    AccountRecords accounts,
    OrganisationTable organisations,
    ProvisioningLimits limits,
    TimeProvider time
)
{
    public async Task<ActingProgram?> FindAsync(string secret, string network, CancellationToken ct) =>
        await ProgramAsync(await tokens.FindByLookupAsync(keys.LookupOf(secret), ct), network, ct);

    /// <summary>For work that a program began and that goes on without it.</summary>
    public async Task<ActingProgram?> FindAsync(Guid tokenId, string network, CancellationToken ct) =>
        await ProgramAsync(await tokens.FindAsync(tokenId, ct), network, ct);

    /// <summary>Null unless it is in force and whoever answers for it is still one who may make such a token.</summary>
    private async Task<ActingProgram?> ProgramAsync(ApiToken? token, string network, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (
            token is not { Revoked: null }
            || token.Expires <= now
            || await accounts.FindAsync(token.MadeBy, ct) is not { State: AccountState.Active } maker
            || await organisations.FindAsync(token.OrganisationId, ct) is not { } organisation
        )
        {
            return null;
        }

        var roles = await accounts.RolesOfAsync(maker.Id, ct);
        var answers = new Actor(maker.Id, maker.DisplayName, roles, network);
        if (!Permissions.May(answers, Act.CreateToken, new Target(organisation.Id, organisation.HeadquartersId)))
        {
            return null;
        }

        if (token.LastUsed is not { } last || now - last >= limits.LastUseStep)
        {
            await tokens.UsedAsync(token.Id, now, ct);
        }

        // Reaches the sites below only if whoever answers for it does.
        var role = roles.Contains(new RoleGrant(Role.PrimaryAdmin, organisation.Id))
            ? Role.PrimaryAdmin
            : Role.LocalAdmin;
        return new ActingProgram(
            token.Id,
            organisation.Id,
            token.Name,
            role,
            [.. TokenScopes.Read(token.Scopes).Select(s => s.Act)]
        );
    }
}
