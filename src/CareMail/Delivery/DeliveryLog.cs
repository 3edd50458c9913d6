namespace CareMail.Delivery;

/// <summary>What this module logs: no addresses, no words.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Automatic replies could not be sent. They are tried again in some seconds."
    )]
    public static partial void AwayAnswersFailed(this ILogger log, Exception failed);
}
