namespace CareMail.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(200, LogLevel.Error, "Sealing the audit trail failed; it is tried again in seconds.")]
    public static partial void SealingFailed(ILogger log, Exception why);
}
