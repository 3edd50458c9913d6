namespace CareMail.Outbound;

/// <summary>What the outbound queue logs: ids and counts, never an address or a host's words.</summary>
internal static partial class OutboundLog
{
    [LoggerMessage(1, LogLevel.Debug, "Delivery {Delivery}: {Taken} taken, {Waiting} waiting, {Failed} returned")]
    public static partial void Settled(ILogger log, Guid delivery, int taken, int waiting, int failed);

    [LoggerMessage(2, LogLevel.Warning, "The relay offers no TLS as it must be; mail waits")]
    public static partial void NoTls(ILogger log);

    [LoggerMessage(3, LogLevel.Information, "The line to the relay broke ({Error}); mail waits")]
    public static partial void LineBroke(ILogger log, string error);

    [LoggerMessage(4, LogLevel.Warning, "The relay does not let us sign in; mail waits")]
    public static partial void CannotSignIn(ILogger log);

    [LoggerMessage(5, LogLevel.Error, "The outbound queue cannot be read")]
    public static partial void QueueTrouble(ILogger log, Exception error);

    [LoggerMessage(6, LogLevel.Error, "Delivery {Delivery} failed here; it is tried again later")]
    public static partial void DeliveryTrouble(ILogger log, Exception error, Guid delivery);

    [LoggerMessage(7, LogLevel.Error, "Delivery {Delivery} names message {Message}, which is not there")]
    public static partial void MessageMissing(ILogger log, Guid delivery, Guid message);

    [LoggerMessage(8, LogLevel.Warning, "Mail for a secure domain waits: the relay is no longer declared secure")]
    public static partial void NotDeclaredSecure(ILogger log);
}
