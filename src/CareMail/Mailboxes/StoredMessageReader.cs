using System.Buffers;
using System.IO.Pipelines;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Reads a stored message, or any piece of it, without reading the rest. Survives compaction: the place is looked up again.
/// Not for two threads.
/// </summary>
public sealed class StoredMessageReader
{
    private const int StreamBuffer = 64 * 1024;

    // Compaction moves a message once in hours; twice while one piece of it is read would be strange already.
    private const int Attempts = 3;

    private readonly MessageKey _key;
    private readonly ReadOnlyMemory<byte> _summaryBytes;
    private readonly IMessageBytes _bytes;
    private readonly Func<Guid, CancellationToken, Task<StoredBytes?>> _lookUp;
    private StoredBytes _where;
    private MessageSummary? _summary;

    internal StoredMessageReader(
        Guid messageId,
        StoredBytes where,
        MessageKey key,
        ReadOnlyMemory<byte> summary,
        IMessageBytes bytes,
        Func<Guid, CancellationToken, Task<StoredBytes?>> lookUp
    )
    {
        MessageId = messageId;
        (_where, _key, _summaryBytes, _bytes, _lookUp) = (where, key, summary, bytes, lookUp);
    }

    public Guid MessageId { get; }

    public long Size => _where.Length;

    public MessageSummary Summary => _summary ??= MessageSummary.Deserialize(_summaryBytes.Span);

    /// <summary>
    /// Bytes from <paramref name="offset"/>; fewer if the message ends before. A pipe is flushed as it goes, so that a slow
    /// peer costs a chunk and not the message.
    /// </summary>
    public async ValueTask ReadAsync(long offset, long length, IBufferWriter<byte> to, CancellationToken ct = default)
    {
        offset = Math.Clamp(offset, 0, Size);
        length = Math.Clamp(length, 0, Size - offset);
        if (length == 0)
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _bytes.ReadAsync(_where, _key, offset, length, to, ct);
                return;
            }
            catch (MessageMovedException) when (attempt < Attempts)
            {
                _where = await _lookUp(MessageId, ct) ?? throw new MessageGoneException(MessageId);
            }
        }
    }

    public ValueTask CopyToAsync(long offset, long length, PipeWriter to, CancellationToken ct = default) =>
        ReadAsync(offset, length, to, ct);

    public async ValueTask CopyToAsync(long offset, long length, Stream to, CancellationToken ct = default)
    {
        await using var from = OpenStream(offset, length);
        await from.CopyToAsync(to, StreamBuffer, ct);
    }

    /// <summary>The whole message in memory; for small ones, and for tests.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken ct = default)
    {
        var all = new ArrayBufferWriter<byte>((int)Math.Max(1, Size));
        await ReadAsync(0, Size, all, ct);
        return all.WrittenMemory.ToArray();
    }

    /// <summary>A seekable stream over the raw bytes.</summary>
    public Stream OpenStream(long offset = 0, long? length = null)
    {
        offset = Math.Clamp(offset, 0, Size);
        return new StoredMessageStream(this, offset, Math.Clamp(length ?? Size, 0, Size - offset));
    }

    /// <summary>The content of a part as its sender meant it: transfer encoding removed.</summary>
    public Stream OpenPart(MimePart part) =>
        ContentDecoder.Decoding(part.Encoding, OpenStream(part.BodyStart, part.BodyLength));

    /// <summary>The text of a part, at most this many characters; HTML keeps its tags.</summary>
    public async Task<string> ReadTextAsync(MimePart part, int maxLength, CancellationToken ct = default)
    {
        // A character takes at most four bytes, and each of those at most three in quoted-printable.
        var raw = new ArrayBufferWriter<byte>();
        await ReadAsync(part.BodyStart, Math.Min(part.BodyLength, maxLength * 12L), raw, ct);
        return MessageText.Source(part, raw.WrittenSpan, maxLength);
    }
}

/// <summary>The message was destroyed while somebody read it.</summary>
public sealed class MessageGoneException(Guid messageId) : IOException($"Message {messageId} is gone.");
