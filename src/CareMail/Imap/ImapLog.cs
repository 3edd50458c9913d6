namespace CareMail.Imap;

/// <summary>What IMAP says to the operator. No names, no addresses, no commands.</summary>
internal static partial class ImapLog
{
    [LoggerMessage(3001, LogLevel.Error, "IMAP {Verb} failed")]
    public static partial void CommandFailed(this ILogger log, string verb, Exception exception);

    [LoggerMessage(3002, LogLevel.Information, "IMAP client closed after {Count} commands that made no sense")]
    public static partial void TooManyBadCommands(this ILogger log, int count);

    [LoggerMessage(3003, LogLevel.Information, "IMAP client closed: what it announced is too large")]
    public static partial void TooLarge(this ILogger log);

    [LoggerMessage(3004, LogLevel.Warning, "IMAP {Verb} refused: the storage is full")]
    public static partial void StorageFull(this ILogger log, string verb);

    [LoggerMessage(3005, LogLevel.Error, "IMAP session failed")]
    public static partial void SessionFailed(this ILogger log, Exception exception);
}
