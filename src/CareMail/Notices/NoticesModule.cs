using CareMail.Hosting;

namespace CareMail.Notices;

/// <summary>
/// Text messages, and e-mail to addresses outside the service: for people who cannot be told inside it. Use cases queue a
/// notice in their own transaction (<see cref="NoticeQueue"/>); the worker has it sent by GOV.UK Notify, or in a demo by the
/// outbox, and then erases what it said. <see cref="UkMobile"/> and <see cref="PersonalEmail"/> say whom one may write to.
/// </summary>
public static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(new NoticeLimits());
        services.AddSingleton<NoticeQueue>();
        services.AddSingleton<NoticeOutbox>();
        services.AddSingleton(provider => SenderFor(provider, settings));
        services.AddSingleton<NoticeWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<NoticeWorker>());
        return services;
    }

    private static INoticeSender SenderFor(IServiceProvider provider, CareMailSettings settings)
    {
        if (settings.Notify is not { } notify)
        {
            // A real service keeps no list of temporary passwords for somebody to look at: notices wait, sealed.
            return settings.IsDemo ? provider.GetRequiredService<NoticeOutbox>() : new NoSender();
        }

        var http = new HttpClient { Timeout = provider.GetRequiredService<NoticeLimits>().Call };
        return new NotifySender(http, notify, provider.GetRequiredService<ILogger<NotifySender>>());
    }
}
