namespace CareMail.Delivery;

/// <summary>
/// Where a message is split over folders, queue and portal: <see cref="MailDelivery"/>, which the exchange, submission and
/// the browser call.
/// </summary>
public static class DeliveryModule
{
    public static IServiceCollection AddDelivery(this IServiceCollection services) =>
        services.AddSingleton<MailDelivery>();
}
