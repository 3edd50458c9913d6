namespace CareMail.Identity;

internal static partial class IdentityLog
{
    [LoggerMessage(2001, LogLevel.Error, "Upkeep of sign-ins and sessions failed; it is tried again in a minute")]
    public static partial void UpkeepFailed(this ILogger log, Exception failed);

    [LoggerMessage(2002, LogLevel.Information, "Web sign-in: {Step}")]
    public static partial void WebSignInAnswered(this ILogger log, SignIn.SignInStep step);
}
