using CareMail.Hosting;

namespace CareMail.Outbound;

/// <summary>
/// Mail on its way out. <see cref="MailRouting"/> says which way, <see cref="OutboundQueue"/> keeps it, a worker hands it to
/// the <see cref="IRelay"/> (a smarthost; in the demo <see cref="OutboundSink"/>) and tells the sender when that fails.
/// </summary>
public static class OutboundModule
{
    public static IServiceCollection AddOutbound(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(OutboundLimits.Default);
        services.AddSingleton<IDialler, TcpDialler>();
        services.AddSingleton<SecureDomains>();
        services.AddSingleton<OutboundQueue>();
        services.AddSingleton<OutboundUsage>();
        services.AddSingleton<OutboundSink>();
        services.AddSingleton<Reports>();
        services.AddSingleton(provider => RelayFor(provider, settings));
        services.AddSingleton<OutboundWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboundWorker>());
        return services;
    }

    private static IRelay RelayFor(IServiceProvider provider, CareMailSettings settings)
    {
        if (settings.Relay is null)
        {
            return settings.IsDemo ? provider.GetRequiredService<OutboundSink>() : new NoRelay();
        }

        return new SmtpRelay(
            settings.Relay,
            settings.Hostname,
            provider.GetRequiredService<IDialler>(),
            provider.GetRequiredService<OutboundLimits>(),
            provider.GetRequiredService<ILogger<SmtpRelay>>()
        );
    }
}
