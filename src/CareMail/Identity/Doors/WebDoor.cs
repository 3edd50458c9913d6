using System.Security.Claims;
using CareMail.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Doors;

/// <summary>Carries a person through the web door: half way after the password, in after the code, and out.</summary>
internal sealed class WebDoor(UserManager<Account> accounts)
{
    private const string Half = "half";
    private const string Stamp = "stamp";
    private const string Return = "return";

    /// <summary>The password was right: remembers that, and where the person wanted to go, for a few minutes.</summary>
    public Task HalfWayAsync(HttpContext context, Account account, string? returnTo)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(Stamp, account.SecurityStamp)],
            Half
        );
        if (returnTo is not null)
        {
            identity.AddClaim(new Claim(Return, returnTo));
        }

        return context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Who gave the right password here a moment ago; null if nobody, too long ago, or the account changed since.</summary>
    public async Task<(Account Account, string? ReturnTo)?> WhoIsHalfWayAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (result.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id)
        {
            return null;
        }

        return
            await accounts.FindByIdAsync(id) is { State: AccountState.Active } account
            && account.SecurityStamp == result.Principal.FindFirstValue(Stamp)
            ? (account, result.Principal.FindFirstValue(Return))
            : null;
    }

    public async Task InAsync(HttpContext context, Account account, string amr)
    {
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        var properties = new AuthenticationProperties();
        properties.Items[SessionTickets.Device] = BrowserNames.Of(context.Request.Headers.UserAgent.ToString());
        properties.Items[SessionTickets.Origin] = context.Connection.RemoteIpAddress?.ToString();
        await context.SignInAsync(
            IdentityConstants.ApplicationScheme,
            AccountClaims.Principal(account, amr),
            properties
        );
    }
}
