using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Outbound;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>
/// Where a message is split over folders, queue and portal: <see cref="MailDelivery"/>, which the exchange, submission and
/// the browser call. Who may send as whom is <see cref="SenderRule"/>, how much <see cref="SubmissionLimits"/>, which way
/// <see cref="RoutePlanner"/>; lists are opened by <see cref="ListDelivery"/>, and what waits there is <see cref="ListApprovals"/>.
/// What came for people who are away is answered by <see cref="AwayAnswers"/>.
/// </summary>
public static class DeliveryModule
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddSingleton(SubmissionLimits.Default);
        services.AddSingleton<SendingPace>();
        services.AddSingleton<RoutePlanner>();
        services.AddSingleton<BounceFiling>();
        services.AddSingleton<ListDelivery>();
        services.AddSingleton(provider => new ListApprovals(
            provider.GetRequiredService<MailStore>(),
            provider.GetRequiredService<FolderTree>(),
            provider.GetRequiredService<FolderView>(),
            provider.GetRequiredService<MailingLists>(),
            provider.GetRequiredService<ListDelivery>(),
            provider.GetRequiredService<NoticeQueue>(),
            provider.GetRequiredService<Database>()
        ));
        services.AddSingleton<IBounceFiling>(provider => provider.GetRequiredService<BounceFiling>());
        services.AddSingleton<IOwnPost, NoticePost>();
        services.AddSingleton<AwayAnswers>();
        services.AddHostedService<AwayWorker>();
        services.AddSingleton(provider => new MailDelivery(
            provider.GetRequiredService<CareMailSettings>(),
            provider.GetRequiredService<MailStore>(),
            provider.GetRequiredService<Addresses>(),
            provider.GetRequiredService<OutboundQueue>(),
            provider.GetRequiredService<OutboundUsage>(),
            provider.GetRequiredService<RoutePlanner>(),
            provider.GetRequiredService<Reports>(),
            provider.GetRequiredService<BounceFiling>(),
            provider.GetRequiredService<ListDelivery>(),
            provider.GetRequiredService<SendingPace>(),
            provider.GetRequiredService<SubmissionLimits>(),
            provider.GetServices<IOwnMail>(),
            provider.GetServices<IOwnLimits>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
