namespace CareMail.Identity.Sessions;

/// <summary>One browser, signed in.</summary>
public sealed class WebSession
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }

    /// <summary>What the browser says it is, in a few words.</summary>
    public string Device { get; init; } = "";
    public DateTimeOffset Started { get; init; }
    public DateTimeOffset Seen { get; init; }

    /// <summary>The shared tablet it is on.</summary>
    internal Guid? TabletId { get; init; }
}
