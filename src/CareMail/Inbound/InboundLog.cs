namespace CareMail.Inbound;

/// <summary>What SMTP sessions log: ids, counts and codes, never an address.</summary>
internal static partial class InboundLog
{
    [LoggerMessage(1, LogLevel.Information, "SMTP {Session}: refused, {Why} ({Fault})")]
    public static partial void Refused(ILogger log, string session, SmtpRejection why, Fault fault);

    [LoggerMessage(2, LogLevel.Information, "SMTP {Session}: bytes in clear behind STARTTLS, closed")]
    public static partial void ClearTextBehindStartTls(ILogger log, string session);

    [LoggerMessage(3, LogLevel.Information, "SMTP {Session}: TLS handshake failed")]
    public static partial void HandshakeFailed(ILogger log, string session);

    [LoggerMessage(4, LogLevel.Debug, "SMTP {Session}: signed in")]
    public static partial void SignedIn(ILogger log, string session);

    [LoggerMessage(5, LogLevel.Debug, "SMTP {Session}: accepted {Message} for {Recipients} recipients, {Bytes} bytes")]
    public static partial void Accepted(ILogger log, string session, Guid message, int recipients, long bytes);

    [LoggerMessage(
        6,
        LogLevel.Error,
        "SMTP {Session}: a message could not be stored; its sender was asked to try again"
    )]
    public static partial void CouldNotStore(ILogger log, Exception error, string session);

    [LoggerMessage(7, LogLevel.Warning, "SMTP {Session}: the disk is full; senders are asked to try again")]
    public static partial void DiskFull(ILogger log, string session);
}
