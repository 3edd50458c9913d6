namespace CareMail.Provisioning;

internal static partial class ProvisioningLog
{
    [LoggerMessage(1, LogLevel.Error, "People cannot be brought up to date for programs; trying again soon")]
    public static partial void Trouble(ILogger log, Exception exception);
}
