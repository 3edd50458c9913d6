namespace CareMail.Audit;

/// <summary>An entry as it is stored. The values are empty once they are erased.</summary>
public sealed record AuditRow
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? Actor { get; init; }
    public string Act { get; init; } = "";
    public Guid? Subject { get; init; }
    public Guid? Organisation { get; init; }
    public string? Origin { get; init; }
    public string? OldValue { get; init; }
    public string? NewValue { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? ErasedAt { get; init; }
    public long? Sequence { get; init; }
    public byte[]? Salt { get; init; }
    public byte[] ValuesHash { get; init; } = [];
    public byte[]? Mac { get; init; }
}
