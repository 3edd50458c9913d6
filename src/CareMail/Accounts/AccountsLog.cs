namespace CareMail.Accounts;

internal static partial class AccountsLog
{
    [LoggerMessage(2101, LogLevel.Error, "Reminding people of their passwords failed; it is tried again in an hour")]
    public static partial void RemindersFailed(ILogger log, Exception failed);
}
