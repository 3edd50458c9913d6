using System.Text.Encodings.Web;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CareMail.Provisioning.Tokens;

/// <summary>
/// RFC 6750 §2.1: <c>Authorization: Bearer …</c>. A scheme of its own: no cookie opens these doors, and so no page of
/// another site can have a browser knock at them.
/// </summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    TokenTable tokens,
    TokenKeys keys,
    TokenPace pace,
    AccountRecords accounts,
    OrganisationTable organisations,
    ProvisioningLimits limits,
    TimeProvider time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "token";
    private const string Bearer = "Bearer ";
    private const string TooMany = "too many";

    private string Network => Context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (!pace.MayTry(Network))
        {
            return AuthenticateResult.Fail(TooMany);
        }

        var secret = header[Bearer.Length..].Trim();
        if (!TokenKeys.CouldBe(secret) || await FindAsync(secret) is not { } program)
        {
            pace.WasWrong(Network);
            return AuthenticateResult.Fail("no such token");
        }

        return pace.TryRequest(program.TokenId)
            ? AuthenticateResult.Success(new AuthenticationTicket(ProgramClaims.Principal(program, Name), Name))
            : AuthenticateResult.Fail(TooMany);
    }

    /// <summary>Null unless it is in force and whoever answers for it is still one who may make such a token.</summary>
    private async Task<ActingProgram?> FindAsync(string secret)
    {
        var (ct, now) = (Context.RequestAborted, time.GetUtcNow());
        if (
            await tokens.FindByLookupAsync(keys.LookupOf(secret), ct) is not { Revoked: null } token
            || token.Expires <= now
            || await accounts.FindAsync(token.MadeBy, ct) is not { State: AccountState.Active } maker
            || await organisations.FindAsync(token.OrganisationId, ct) is not { } organisation
        )
        {
            return null;
        }

        var roles = await accounts.RolesOfAsync(maker.Id, ct);
        var answers = new Actor(maker.Id, maker.DisplayName, roles, Network);
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

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure?.Message == TooMany)
        {
            Response.Headers.RetryAfter = "60";
            await ProgramAnswers.RefuseAsync(Context, 429, "Too many requests. Wait a minute.");
            return;
        }

        // RFC 6750 §3.
        Response.Headers.WWWAuthenticate = Request.Headers.ContainsKey("Authorization")
            ? "Bearer error=\"invalid_token\""
            : "Bearer";
        await ProgramAnswers.RefuseAsync(Context, 401, "Send a token of your organisation that is in force.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
        return ProgramAnswers.RefuseAsync(Context, 403, "This token is not for that: its scopes do not name it.");
    }
}
