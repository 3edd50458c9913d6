namespace CareMail.Notices;

/// <summary>What notices log: ids, kinds and numbers, never a recipient or a word of theirs.</summary>
internal static partial class NoticesLog
{
    [LoggerMessage(220, LogLevel.Information, "No sender of notices is configured (CAREMAIL_NOTIFY_KEY): they wait")]
    public static partial void NoSender(ILogger log);

    [LoggerMessage(221, LogLevel.Information, "Notice {Notice} was refused by GOV.UK Notify with {Status}")]
    public static partial void NotifyRefused(ILogger log, Guid notice, int status);

    [LoggerMessage(
        222,
        LogLevel.Information,
        "GOV.UK Notify could not be reached for notice {Notice} ({Error}); it is tried again"
    )]
    public static partial void NotifyUnreachable(ILogger log, Guid notice, string error);

    [LoggerMessage(223, LogLevel.Warning, "Notice {Notice} ({Kind}) was given up after {Attempts} tries")]
    public static partial void GivenUp(ILogger log, Guid notice, NoticeKind kind, int attempts);

    [LoggerMessage(224, LogLevel.Error, "Notice {Notice} failed here; it is tried again later")]
    public static partial void Trouble(ILogger log, Exception error, Guid notice);

    [LoggerMessage(225, LogLevel.Error, "The queue of notices cannot be read")]
    public static partial void QueueTrouble(ILogger log, Exception error);
}
