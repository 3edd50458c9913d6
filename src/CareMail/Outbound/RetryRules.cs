namespace CareMail.Outbound;

/// <summary>When to try again, when to tell, when to give up. Pure.</summary>
internal static class RetryRules
{
    /// <summary>Twice as long each time, up to a limit: 1, 2, 4 … 60, 60 minutes.</summary>
    public static TimeSpan Wait(int attempts, OutboundLimits limits)
    {
        var doublings = Math.Clamp(attempts - 1, 0, 20);
        var wait = limits.FirstRetry * Math.Pow(2, doublings);
        return wait < limits.LongestRetry ? wait : limits.LongestRetry;
    }

    public static bool IsGivenUp(TimeSpan age, MailRoute route, RelayOutcome outcome, OutboundLimits limits) =>
        age >= limits.GiveUpAfter
        || (route == MailRoute.Secure && outcome == RelayOutcome.NoSecureLine && age >= limits.GiveUpSecureAfter);

    public static DateTimeOffset GivesUpAt(DateTimeOffset created, OutboundLimits limits) =>
        created + limits.GiveUpAfter;
}
