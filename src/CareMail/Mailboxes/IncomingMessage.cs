using System.Buffers;
using CareMail.Protocols.Mime;

namespace CareMail.Mailboxes;

/// <summary>
/// A message on its way in: scanned as bytes arrive, kept in pooled memory while small, streamed to disk, encrypted, when
/// longer. Write, <see cref="Complete"/>, <see cref="StoreAsync"/>; dispose in any case. Not for two threads.
/// </summary>
public sealed class IncomingMessage : IAsyncDisposable
{
    internal IncomingMessage(Guid id) => Id = id;

    public Guid Id { get; }

    /// <summary>Bytes taken so far.</summary>
    public long Size => throw new NotImplementedException();

    /// <summary>More was written than allowed: what came is dropped, the rest is swallowed, and it cannot be stored.</summary>
    public bool IsTooLarge => throw new NotImplementedException();

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The message is whole: its summary, with offsets behind the lead (trace fields) that will stand before it.</summary>
    public MessageSummary Complete(ReadOnlyMemory<byte> lead = default) => throw new NotImplementedException();

    /// <summary>Brings the bytes to disk; completes when a power cut could not lose them.</summary>
    public Task<StoredMessage> StoreAsync(CancellationToken ct = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
