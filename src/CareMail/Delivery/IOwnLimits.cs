namespace CareMail.Delivery;

/// <summary>How much one mailbox may send, where that differs from everybody's.</summary>
public sealed record OwnLimits(int MessagesPerMinute, int RecipientsPerDay);

/// <summary>Knows the mailboxes that have limits of their own: those of systems.</summary>
public interface IOwnLimits
{
    /// <summary>Null: as everybody.</summary>
    Task<OwnLimits?> OfAsync(Guid mailboxId, CancellationToken ct = default);
}
