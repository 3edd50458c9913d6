using System.Data.Common;

namespace CareMail.Storage;

/// <summary>A message the index knows, and where it says its bytes are.</summary>
public sealed record IndexedMessage(Guid Id, StoredBytes Where);

/// <summary>One organisation's wrapped copy of a message's key.</summary>
public sealed record IndexedKey(Guid OrganisationId, byte[] Wrapped);

/// <summary>What storage must ask of whoever keeps the index of messages (Mailboxes), to reclaim space and to verify.</summary>
public interface IMessageIndex
{
    /// <summary>The messages whose bytes are in this segment.</summary>
    Task<IReadOnlyList<IndexedMessage>> InSegmentAsync(DbConnection connection, long segment);

    /// <summary>Every segment that some message's row names.</summary>
    Task<IReadOnlyList<long>> SegmentsAsync(DbConnection connection);

    /// <summary>The wrapped keys of these messages, by message. A message without a key cannot be read.</summary>
    Task<ILookup<Guid, IndexedKey>> KeysAsync(DbConnection connection, IReadOnlyCollection<Guid> messages);

    /// <summary>Points the message to its new place, if it is still at the old one. True if it was.</summary>
    Task<bool> MoveAsync(WriteTransaction tx, Guid messageId, StoredBytes from, StoredBytes to);
}
