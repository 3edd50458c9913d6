using System.Buffers;

namespace CareMail.Storage;

/// <summary>Message bytes in append-only segment files.</summary>
public sealed class MessageLog : IMessageBytes
{
    public Task OpenAsync(CancellationToken ct = default) => Task.CompletedTask;

    public Task<StoredBytes> AppendAsync(
        Guid messageId,
        ReadOnlySequence<byte> bytes,
        MessageKey key,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    public LargeMessageWriter BeginLarge(Guid messageId, MessageKey key) => throw new NotImplementedException();

    public ValueTask ReadAsync(
        StoredBytes where,
        MessageKey key,
        long offset,
        long length,
        IBufferWriter<byte> to,
        CancellationToken ct = default
    ) => throw new NotImplementedException();
}
