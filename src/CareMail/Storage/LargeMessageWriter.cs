namespace CareMail.Storage;

/// <summary>Takes a large message piece by piece. Disposed without completion, it leaves nothing behind.</summary>
public abstract class LargeMessageWriter : IAsyncDisposable
{
    /// <summary>Bytes taken so far.</summary>
    public abstract long Length { get; }

    /// <summary>Throws <see cref="StorageFullException"/> when there is no room.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct = default);

    /// <summary>Makes the message durable, with the lead (trace header fields known only now) before what was written.</summary>
    public abstract Task<StoredBytes> CompleteAsync(ReadOnlyMemory<byte> lead, CancellationToken ct = default);

    public abstract ValueTask DisposeAsync();
}
