using System.Buffers;

namespace CareMail.Storage;

/// <summary>
/// The bytes of messages, encrypted, outside the database. Append-only: what was stored never changes. A task of
/// <see cref="AppendAsync"/> or of a large message's completion ends when the bytes would survive a power cut.
/// </summary>
public interface IMessageBytes
{
    /// <summary>Throws <see cref="StorageFullException"/> when there is no room.</summary>
    Task<StoredBytes> AppendAsync(
        Guid messageId,
        ReadOnlySequence<byte> bytes,
        MessageKey key,
        CancellationToken ct = default
    );

    /// <summary>For a message too large to hold: it is encrypted to a file of its own while it arrives.</summary>
    LargeMessageWriter BeginLarge(Guid messageId, MessageKey key);

    /// <summary>
    /// Writes a part of the message to a buffer, decrypting only the chunks it needs. A <see cref="System.IO.Pipelines.PipeWriter"/>
    /// is flushed as it fills. Throws <see cref="MessageMovedException"/> if the place is out of date: look it up again.
    /// </summary>
    ValueTask ReadAsync(
        StoredBytes where,
        MessageKey key,
        long offset,
        long length,
        IBufferWriter<byte> to,
        CancellationToken ct = default
    );
}

/// <summary>The segment was compacted away since the place was looked up.</summary>
public sealed class MessageMovedException(long segment) : IOException($"Segment {segment} is no longer there.");

/// <summary>The stored bytes are not what was written: a bad disk, or a hand in the files.</summary>
public sealed class MessageDamagedException(string message, Exception? inner = null) : IOException(message, inner);
