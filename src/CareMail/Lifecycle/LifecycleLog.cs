namespace CareMail.Lifecycle;

internal static partial class LifecycleLog
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Days of accounts counted: {Deleted} deleted, {Gone} gone for good, {Warned} warned"
    )]
    public static partial void Round(this ILogger log, int deleted, int gone, int warned);

    [LoggerMessage(Level = LogLevel.Error, Message = "Counting the days of accounts failed; the next round goes on")]
    public static partial void RoundFailed(this ILogger log, Exception failed);
}
