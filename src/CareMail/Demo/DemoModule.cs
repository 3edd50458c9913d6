using CareMail.Hosting;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Demo;

/// <summary>
/// A ready-made world to try the service in: invented places, people and letters (<c>World</c>), seeded once through the
/// same use cases that everybody uses; a clock that can be moved; and a page with everybody's passwords. In 'serve' none
/// of it is there.
/// </summary>
public static class DemoModule
{
    public static IServiceCollection AddDemo(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.IsDemo)
        {
            // Pages are found by folder: without a route they answer 404 like any address that does not exist.
            services.Configure<RazorPagesOptions>(pages =>
                pages.Conventions.AddFolderRouteModelConvention("/Demo", page => page.Selectors.Clear())
            );
            return services;
        }

        services.AddSingleton<ProgrammeClock>();
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<ProgrammeClock>());
        services.AddSingleton<DemoPeople>();
        services.AddSingleton<DemoRegisters>();
        services.AddSingleton<DemoApplications>();
        services.AddSingleton<DemoCases>();
        services.AddSingleton<DemoMail>();
        services.AddSingleton<DemoLives>();
        services.AddHostedService<DemoStart>();
        return services;
    }

    public static WebApplication MapDemo(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<CareMailSettings>().IsDemo)
        {
            var notice = app.Services.GetRequiredService<SiteNotice>();
            notice.Text = "This is a demo: everybody in it is invented, and every password is public.";
            (notice.LinkText, notice.LinkAddress) = ("Sign in as somebody", "/demo");
            app.MapClock();
        }

        return app;
    }
}
