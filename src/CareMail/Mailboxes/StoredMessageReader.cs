using System.Buffers;
using System.IO.Pipelines;
using CareMail.Protocols.Mime;

namespace CareMail.Mailboxes;

/// <summary>Reads a stored message, or any piece of it, without reading the rest.</summary>
public sealed class StoredMessageReader
{
    public Guid MessageId => throw new NotImplementedException();

    public long Size => throw new NotImplementedException();

    public MessageSummary Summary => throw new NotImplementedException();

    /// <summary>Bytes from <paramref name="offset"/>; fewer if the message ends before.</summary>
    public ValueTask ReadAsync(long offset, long length, IBufferWriter<byte> to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The same to a pipe, flushed as it goes, so that a slow reader holds a chunk and not the message.</summary>
    public ValueTask CopyToAsync(long offset, long length, PipeWriter to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public ValueTask CopyToAsync(long offset, long length, Stream to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>A seekable stream over the raw bytes.</summary>
    public Stream OpenStream(long offset = 0, long? length = null) => throw new NotImplementedException();

    /// <summary>The content of a part as its sender meant it: transfer encoding removed.</summary>
    public Stream OpenPart(MimePart part) => throw new NotImplementedException();

    /// <summary>The text of a part, at most this many characters; HTML keeps its tags.</summary>
    public Task<string> ReadTextAsync(MimePart part, int maxLength, CancellationToken ct = default) =>
        throw new NotImplementedException();
}
