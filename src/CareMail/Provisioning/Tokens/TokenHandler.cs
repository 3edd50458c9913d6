using System.Text.Encodings.Web;
using CareMail.Identity.Doors;
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
    TokenCheck check,
    TokenPace pace
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
        if (
            !TokenKeys.CouldBe(secret)
            || await check.FindAsync(secret, Network, Context.RequestAborted) is not { } program
        )
        {
            pace.WasWrong(Network);
            return AuthenticateResult.Fail("no such token");
        }

        return pace.TryRequest(program.TokenId)
            ? AuthenticateResult.Success(new AuthenticationTicket(ProgramClaims.Principal(program, Name), Name))
            : AuthenticateResult.Fail(TooMany);
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
