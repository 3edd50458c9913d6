namespace CareMail.Outbound;

/// <summary>The numbers of mail on its way out.</summary>
public sealed record OutboundLimits
{
    public static readonly OutboundLimits Default = new();

    /// <summary>Deliveries under way at once. A relay that limits us does so at 10 to 20 connections.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>Of those to one domain: a slow hospital must not hold up all the others.</summary>
    public int PerDomain { get; init; } = 3;

    /// <summary>A delivery may take this long before another worker may try; the sum of the relay's timeouts is below it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(40);

    /// <summary>How often the queue is looked at when nobody has said that there is something new.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>RFC 5321 §4.5.4.1 wants 30 minutes before the second try; most failures are over sooner (greylisting).</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The sender hears that it takes long: a discharge letter must not be believed delivered.</summary>
    public TimeSpan TellDelayAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// RFC 5321 §4.5.4.1 speaks of four to five days. Two: after a weekend, a care home must know and use the telephone.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(2);

    /// <summary>A secure domain that cannot be reached by verified TLS: then the sender gets it back.</summary>
    public TimeSpan GiveUpSecureAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Recipients of one transaction; RFC 5321 §4.5.3.1.8 promises that 100 are taken.</summary>
    public int RecipientsPerDelivery { get; init; } = 100;

    // RFC 5321 §4.5.3.2, all of them.
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan DataStart { get; init; } = TimeSpan.FromMinutes(2);
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);
    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);
}
