namespace CareMail.Notices;

/// <summary>The numbers of notices on their way out.</summary>
public sealed record NoticeLimits
{
    /// <summary>Under way at once: GOV.UK Notify takes 3,000 a minute, a browser's six connections are plenty for us.</summary>
    public int AtOnce { get; init; } = 6;

    /// <summary>How often the queue is looked at when nobody has said that there is something new.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A sending may take this long before another worker may try.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>One call to the sender.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>30 s, 2 min, 8 min, 32 min, 2 h, 8.5 h: about eleven hours in all, a night in which somebody mends it.</summary>
    public int Tries { get; init; } = 7;

    /// <summary>Each wait is this much longer than the one before.</summary>
    public int Growth { get; init; } = 4;

    /// <summary>Rows of notices that are settled: they say no more than kind and time.</summary>
    public TimeSpan KeptAfterwards { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan WaitAfter(int attempts) => FirstRetry * Math.Pow(Growth, Math.Clamp(attempts - 1, 0, Tries));
}
