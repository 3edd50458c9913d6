namespace CareMail.Joining;

/// <summary>What joining logs: ids and states, never a name, a number or a secret.</summary>
internal static partial class JoiningLog
{
    [LoggerMessage(300, LogLevel.Warning, "Contact IDs or codes are being guessed for an application ({Application})")]
    public static partial void Guessing(ILogger log, Guid application);

    [LoggerMessage(301, LogLevel.Error, "Looking after applications failed; it is tried again in minutes")]
    public static partial void UpkeepFailed(ILogger log, Exception why);

    [LoggerMessage(302, LogLevel.Information, "Application {Application} is {State}")]
    public static partial void Now(ILogger log, Guid application, ApplicationState state);
}
