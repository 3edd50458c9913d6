using CareMail.Access;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace CareMail.Hosting;

/// <summary>Settings, listeners, certificates, log, health and metrics: what every other module stands on.</summary>
public static class HostingModule
{
    public static IServiceCollection AddHosting(this IServiceCollection services, CareMailSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(provider => new ServerCertificates(
            settings.TlsCert is "" ? null : settings.TlsCert,
            settings.TlsKey is "" ? null : settings.TlsKey,
            settings.DataFolder,
            settings.Hostname,
            TimeProvider.System // TLS lives in real time, whatever a demo's clock says
        ));
        services.AddHostedService<CertificateStart>();
        services.AddSingleton(new WireClients(settings.TrustedNets));
        services.AddSingleton<Metrics>();
        services.AddHostedService(provider => provider.GetRequiredService<Metrics>());
        services.AddHealthChecks().AddCheck<StoreHealth>("store");
        return services;
    }

    /// <summary>/healthz answers 200 when ready; /metrics is Prometheus text for the networks the operator named.</summary>
    public static WebApplication MapHosting(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks("/healthz", new HealthCheckOptions { AllowCachingResponses = false })
            .Allows(Act.CheckHealth);
        var readers = app.Services.GetRequiredService<CareMailSettings>().Metrics;
        // "Not found" rather than "forbidden": strangers need not learn that it is there.
        app.MapGet(
                "/metrics",
                (HttpContext http, Metrics metrics) =>
                    readers.Holds(http.Connection.RemoteIpAddress)
                        ? Results.Text(metrics.Text(), "text/plain; version=0.0.4")
                        : Results.NotFound()
            )
            .Allows(Act.ReadMetrics);
        return app;
    }
}
