using System.Globalization;
using System.Security.Claims;
using CareMail.Hosting;
using CareMail.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Doors;

/// <summary>Somebody between the first question and the open door.</summary>
/// <param name="Id">Of this coming in; a new password invalidates every other.</param>
/// <param name="Amr">How they proved who they are so far.</param>
/// <param name="PolicyRead">How many parts of the use policy they have read.</param>
internal sealed record HalfWay(Account Account, Guid Id, string Amr, string? ReturnTo, int PolicyRead)
{
    /// <summary>Whoever has a second factor must have used it; who has none yet sets one up.</summary>
    public bool IsProven => !Account.HasFactor || Amr.Contains("mfa", StringComparison.Ordinal);
}

/// <summary>Carries a person through the web door: half way after the password, in after the code and all tasks, and out.</summary>
internal sealed class WebDoor(
    UserManager<Account> accounts,
    Tablets.Tablets tablets,
    IdentityLimits limits,
    CareMailSettings settings,
    TimeProvider time
)
{
    /// <summary>RFC 8176 §2: a PIN, on a device that was registered.</summary>
    public const string Pin = "pin";

    private const string Half = "half";
    private const string Stamp = "stamp";
    private const string Return = "return";
    private const string Arrival = "arrival";
    private const string Read = "read";

    /// <summary>The password was right: remembers that, and where the person wanted to go, for a few minutes.</summary>
    public Task<HalfWay> HalfWayAsync(HttpContext context, Account account, string amr, string? returnTo) =>
        GoOnAsync(context, new HalfWay(account, Guid.NewGuid(), amr, returnTo, 0));

    /// <summary>Remembers where the person has got to.</summary>
    public async Task<HalfWay> GoOnAsync(HttpContext context, HalfWay half)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, half.Account.Id.ToString()),
                new Claim(Stamp, half.Account.SecurityStamp),
                new Claim(Arrival, half.Id.ToString()),
                new Claim(AccountClaims.Amr, half.Amr),
                new Claim(Read, half.PolicyRead.ToString(CultureInfo.InvariantCulture)),
            ],
            Half
        );
        if (half.ReturnTo is not null)
        {
            identity.AddClaim(new Claim(Return, half.ReturnTo));
        }

        var properties = new AuthenticationProperties
        {
            ExpiresUtc = time.GetUtcNow() + (half.IsProven ? limits.BetweenTasks : limits.HalfWay),
        };
        await context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity), properties);
        return half;
    }

    /// <summary>Who gave the right password here a moment ago; null if nobody, too long ago, or the account changed since.</summary>
    public async Task<HalfWay?> WhoIsHalfWayAsync(HttpContext context)
    {
        var user = (await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        if (
            user?.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id
            || await accounts.FindByIdAsync(id) is not { State: AccountState.New or AccountState.Active } account
        )
        {
            return null;
        }

        var arrival = Guid.Parse(user.FindFirstValue(Arrival)!);
        // What the person changes here changes the stamp: for this browser that is going on, for every other the end.
        return account.SecurityStamp == user.FindFirstValue(Stamp) || account.Arrival == arrival
            ? new HalfWay(
                account,
                arrival,
                user.FindFirstValue(AccountClaims.Amr) ?? "",
                user.FindFirstValue(Return),
                int.Parse(user.FindFirstValue(Read)!, CultureInfo.InvariantCulture)
            )
            : null;
    }

    public async Task InAsync(HttpContext context, Account account, string amr)
    {
        await LeaveAsync(context);
        var properties = new AuthenticationProperties();
        properties.Items[SessionTickets.Device] = BrowserNames.Of(context.Request.Headers.UserAgent.ToString());
        properties.Items[SessionTickets.Origin] = context.Connection.RemoteIpAddress?.ToString();
        properties.Items[SessionTickets.Browser] = KeyOfBrowser(context);
        if (await tablets.OfAsync(context) is { } tablet)
        {
            properties.Items[SessionTickets.Tablet] = tablet.Id.ToString();
            if (amr != Pin)
            {
                await tablets.RenewAsync(tablet.Id, account.Id);
            }
        }

        if (amr.Contains("pwd", StringComparison.Ordinal))
        {
            properties.Items[SessionTickets.Confirmed] = "";
        }

        await context.SignInAsync(
            IdentityConstants.ApplicationScheme,
            AccountClaims.Principal(account, amr),
            properties
        );
    }

    /// <summary>By which the browser is known again. It signs nobody in.</summary>
    private string KeyOfBrowser(HttpContext context)
    {
        var https = settings.Url.Scheme == Uri.UriSchemeHttps;
        var name = (https ? "__Host-" : "") + "caremail-browser";
        var key = context.Request.Cookies[name] is { Length: > 0 and <= 100 } known ? known : Browsers.NewKey();
        context.Response.Cookies.Append(
            name,
            key,
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Strict,
                Secure = https,
                Path = "/",
                MaxAge = limits.BrowserRemembered,
            }
        );
        return key;
    }

    public Task LeaveAsync(HttpContext context) => context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
}
