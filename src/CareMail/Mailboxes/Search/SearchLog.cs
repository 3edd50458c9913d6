namespace CareMail.Mailboxes.Search;

internal static partial class SearchLog
{
    [LoggerMessage(1, LogLevel.Information, "The search index is made anew; searches read messages until it is ready.")]
    public static partial void Rebuilding(ILogger log);

    [LoggerMessage(2, LogLevel.Warning, "The search index could not be brought up to date; trying again.")]
    public static partial void FeedFailed(ILogger log, Exception e);

    [LoggerMessage(3, LogLevel.Error, "Message {Message} cannot be read for the search index.")]
    public static partial void MessageUnreadable(ILogger log, Exception e, Guid message);
}
