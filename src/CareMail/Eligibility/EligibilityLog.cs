namespace CareMail.Eligibility;

internal static partial class EligibilityLog
{
    [LoggerMessage(LogLevel.Warning, "The registers could not be read into memory; questions are read one by one.")]
    public static partial void NotRemembered(ILogger logger, Exception failed);
}
