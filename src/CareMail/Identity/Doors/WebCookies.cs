using CareMail.Hosting;
using CareMail.Identity.External;
using CareMail.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CareMail.Identity.Doors;

/// <summary>
/// The two cookies: the session, and the way between password and code. Neither is readable by scripts, sent from other
/// sites, or kept when the browser closes.
/// </summary>
internal sealed class WebCookies(SessionTickets tickets, IdentityLimits limits, CareMailSettings settings)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public const string SignInPath = "/sign-in";

    public void Configure(CookieAuthenticationOptions options) => Configure(null, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        var https = settings.Url.Scheme == Uri.UriSchemeHttps;
        var session = name == IdentityConstants.ApplicationScheme;
        var external = name == OidcDoor.Cookie;
        // __Host-: a browser takes it over TLS only, for this host only.
        options.Cookie.Name =
            (https ? "__Host-" : "")
            + (
                session ? "caremail"
                : external ? OidcDoor.Cookie
                : "caremail-half"
            );
        options.Cookie.HttpOnly = true;
        // Coming back from another service is a way across sites; that cookie signs nobody in.
        options.Cookie.SameSite = external ? SameSiteMode.Lax : SameSiteMode.Strict;
        options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.Cookie.IsEssential = true;
        options.SlidingExpiration = false;
        options.ExpireTimeSpan = session ? limits.SessionLife : limits.HalfWay;
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "return";
        options.SessionStore = session ? tickets : null;
        options.CookieManager = session ? new NobodyAtTheDoor() : new ChunkingCookieManager();
        options.Events.OnRedirectToLogin = AskToSignIn;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>A page leads to the sign-in page and back; what a script asked for is answered 401.</summary>
    private static Task AskToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        var signIn = SignInPath;
        if (HttpMethods.IsGet(request.Method))
        {
            signIn += QueryString.Create("return", request.PathBase + request.Path + request.QueryString);
        }

        if (request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.Headers["HX-Redirect"] = SignInPath;
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/event-stream"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else
        {
            // Relative: a link is never made from what the request says its host is.
            context.Response.Redirect(signIn);
        }

        return Task.CompletedTask;
    }
}

/// <summary>
/// On the sign-in pages nobody is signed in yet, whatever cookie came along: so signing in always makes a new session, and
/// a session that was planted in a browser, or left by the person before, is never taken over.
/// </summary>
internal sealed class NobodyAtTheDoor : ICookieManager
{
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        context.Request.Path.StartsWithSegments(WebCookies.SignInPath, StringComparison.OrdinalIgnoreCase)
            ? null
            : _cookies.GetRequestCookie(context, key);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, key, options);
}
