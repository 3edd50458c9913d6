using System.Security.Claims;
using CareMail.Hosting;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace CareMail.Identity.External;

/// <summary>
/// The way to the other service and back: ASP.NET Core's own OpenID client, authorisation code with PKCE. What comes back lies
/// in a cookie for some minutes and signs nobody in.
/// </summary>
public sealed class OidcDoor
{
    public const string Scheme = "caremail-oidc";

    /// <summary>The cookie between coming back and going on.</summary>
    public const string Cookie = "caremail-external";

    public const string Back = WebCookies.SignInPath + "/external/back";

    private const string Callback = WebCookies.SignInPath + "/external/callback";
    private const string Issuer = "issuer";

    private readonly OidcSettings? _settings;

    internal OidcDoor(OidcSettings? settings) => _settings = settings;

    public bool IsOpen => _settings is not null;

    public string Name => _settings?.Name ?? "";

    /// <summary>The provider says where people work.</summary>
    public bool NamesPlaces => _settings?.OdsClaim.Length > 0;

    /// <summary>Who came back from the other service a moment ago.</summary>
    public async Task<ExternalPerson?> WhoAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var back = _settings is null ? null : (await context.AuthenticateAsync(Cookie)).Principal;
        return back?.FindFirstValue(Issuer) is { } issuer ? ExternalPerson.Of(_settings!, issuer, back.Claims) : null;
    }

    public Task ForgetAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.SignOutAsync(Cookie);
    }

    internal static void Configure(OpenIdConnectOptions options, CareMailSettings settings, OidcSettings oidc)
    {
        var https = settings.Url.Scheme == Uri.UriSchemeHttps;
        options.Authority = oidc.Issuer.ToString().TrimEnd('/');
        options.RequireHttpsMetadata = oidc.Issuer.Scheme == Uri.UriSchemeHttps;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = "code";
        // RFC 7636: whoever steals the code on its way has nothing without the verifier.
        options.UsePkce = true;
        options.ResponseMode = "query";
        options.SignInScheme = Cookie;
        options.CallbackPath = Callback;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        // Keys and tokens are of the real world, whatever clock the programme has.
        options.TimeProvider = TimeProvider.System;
        options.TokenValidationParameters.ValidAlgorithms = ExternalTokens.Algorithms;
        options.TokenValidationParameters.TryAllIssuerSigningKeys = false;
        options.Scope.Clear();
        foreach (var scope in oidc.Scopes)
        {
            options.Scope.Add(scope);
        }

        foreach (var claim in new[] { oidc.OdsClaim, oidc.SubjectClaim }.Where(c => c.Length > 0 && c != "sub"))
        {
            options.ClaimActions.MapUniqueJsonKey(claim, claim);
        }

        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        }

        options.Events.OnRedirectToIdentityProvider = context =>
        {
            // B77: where to come back to is ours to say, not the request's.
            context.ProtocolMessage.RedirectUri = new Uri(settings.Url, Callback).ToString();
            return Task.CompletedTask;
        };
        options.Events.OnTokenValidated = context =>
        {
            ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(new Claim(Issuer, context.SecurityToken.Issuer));
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect(Back + "?failed=yes");
            return Task.CompletedTask;
        };
    }
}
