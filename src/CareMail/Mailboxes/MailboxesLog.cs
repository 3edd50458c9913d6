namespace CareMail.Mailboxes;

internal static partial class MailboxesLog
{
    [LoggerMessage(1, LogLevel.Error, "A subscriber to changes failed.")]
    public static partial void SubscriberFailed(ILogger log, Exception e);

    [LoggerMessage(2, LogLevel.Warning, "Filing {Calls} calls at once failed; each is tried alone.")]
    public static partial void BatchFailed(ILogger log, Exception e, int calls);

    [LoggerMessage(3, LogLevel.Error, "What follows a committed filing failed.")]
    public static partial void AfterFilingFailed(ILogger log, Exception e);

    [LoggerMessage(4, LogLevel.Information, "Forgot {Tombstones} expunged entries older than {Days} days.")]
    public static partial void TombstonesForgotten(ILogger log, int tombstones, int days);

    [LoggerMessage(5, LogLevel.Error, "Forgetting expunged entries failed; it is tried again tomorrow.")]
    public static partial void ForgettingFailed(ILogger log, Exception e);

    [LoggerMessage(6, LogLevel.Error, "Destroying what ended holds kept failed; it is tried again in an hour.")]
    public static partial void DestroyingFailed(ILogger log, Exception e);
}
