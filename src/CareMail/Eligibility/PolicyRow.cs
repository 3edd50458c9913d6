namespace CareMail.Eligibility;

/// <summary>From a day on, a setting has this value, until the day before its next row.</summary>
public sealed record PolicyRow
{
    public string Setting { get; init; } = "";
    public DateOnly ValidFrom { get; init; }
    public string Value { get; init; } = "";
    public DateTimeOffset Recorded { get; init; }

    /// <summary>Null for what the program came with.</summary>
    public Guid? AccountId { get; init; }
    public string Reason { get; init; } = "";
}
