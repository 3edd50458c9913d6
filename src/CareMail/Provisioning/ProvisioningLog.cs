namespace CareMail.Provisioning;

internal static partial class ProvisioningLog
{
    [LoggerMessage(1, LogLevel.Error, "People cannot be brought up to date for programs; trying again soon")]
    public static partial void Trouble(ILogger log, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A file of people cannot be gone on with; trying again soon")]
    public static partial void BulkTrouble(ILogger log, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Events cannot be sent to webhooks; trying again soon")]
    public static partial void WebhookTrouble(ILogger log, Exception exception);
}
