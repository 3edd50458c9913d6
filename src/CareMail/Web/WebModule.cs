using CareMail.Access;
using Microsoft.AspNetCore.Mvc.Razor;

namespace CareMail.Web;

/// <summary>
/// What every page shares: the two outer layouts (<c>_Root</c> is the document, <c>_Layout</c> the portal page inside
/// it), our own elements (<c>cm-icon</c>, <c>cm-chip</c>, <c>cm-avatar</c>, <c>cm-input</c>, <c>cm-errors</c>), the
/// files a browser is given, security headers and the error pages.
/// </summary>
public static class WebModule
{
    /// <summary>Where the header's sign-out button posts to.</summary>
    public const string SignOutPath = "/sign-out";

    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddSingleton<WebAssets>();
        services.AddSingleton<SiteNotice>();
        services.AddSingleton<HelpdeskLine>();
        services.AddSingleton<SealedWords>();
        services.AddScoped<StaffMenu>();
        services
            .AddRazorPages(pages => pages.RootDirectory = "/")
            .AddRazorOptions(razor => razor.PageViewLocationFormats.Add("/Web/{0}" + RazorViewEngine.ViewExtension));
        // A forged or old token is somebody else's mistake: the refusal says it, the log need not (it would as an error).
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical));
        services.AddAntiforgery(tokens =>
        {
            tokens.Cookie.Name = "cm-form";
            tokens.Cookie.SameSite = SameSiteMode.Strict;
            tokens.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return services;
    }

    /// <summary>Stands before sign-in and routing, so that a refusal and a failure are dressed too.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error/500",
                SuppressDiagnosticsCallback = _ => false,
            }
        );
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        return app;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        app.MapGet("/assets/{version}/{**path}", AssetEndpoint.Get).Allows(Act.SeePublicPages);
        app.MapRazorPages();
        return app;
    }
}
