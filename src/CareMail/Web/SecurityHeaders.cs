using CareMail.Hosting;

namespace CareMail.Web;

/// <summary>
/// The headers every answer carries unless its endpoint said otherwise: nothing from another host, no inline script or
/// style, no framing, nothing kept on a tablet that the next carer picks up.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, CareMailSettings settings)
{
    private const string FormsGoHere = "form-action 'self'";

    /// <summary>Browsers ask it of a form's redirects too: the sign-in page leads to the other service, if there is one.</summary>
    private readonly string _policyOfSignIn = settings.Oidc is { } oidc
        ? Policy.Replace(
            FormsGoHere,
            $"{FormsGoHere} {oidc.Issuer.GetLeftPart(UriPartial.Authority)}",
            StringComparison.Ordinal
        )
        : Policy;

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        // At the last moment: the exception handler empties the headers before it writes its page.
        var policy = http.Request.Path.StartsWithSegments("/sign-in", StringComparison.OrdinalIgnoreCase)
            ? _policyOfSignIn
            : Policy;
        http.Response.OnStarting(() => Apply(http, policy));
        return next(http);
    }

    private static Task Apply(HttpContext http, string policy)
    {
        var headers = http.Response.Headers;
        headers.TryAdd("Content-Security-Policy", policy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        headers.TryAdd("Cache-Control", "no-store");
        if (http.Request.IsHttps)
        {
            headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
        }

        return Task.CompletedTask;
    }
}
