using System.Buffers;

namespace CareMail.Protocols.Mime;

/// <summary>Reads an encoded body from a stream as its decoded bytes.</summary>
internal sealed class DecodingStream(Stream raw, TransferDecoder decoder) : Stream
{
    private const int ChunkSize = 16 * 1024;

    private readonly byte[] _chunk = new byte[ChunkSize];
    private readonly ArrayBufferWriter<byte> _decoded = new(ChunkSize);
    private int _given;
    private bool _ended;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _decoded.WrittenCount && !_ended)
        {
            Take(await raw.ReadAsync(_chunk, cancellationToken).ConfigureAwait(false));
        }
        return Give(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        while (_given == _decoded.WrittenCount && !_ended)
        {
            Take(raw.Read(_chunk));
        }
        return Give(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            raw.Dispose();
        }
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await raw.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Take(int read)
    {
        _decoded.ResetWrittenCount();
        _given = 0;
        _ended = read == 0;
        if (_ended)
        {
            decoder.Complete(_decoded);
        }
        else
        {
            decoder.Decode(_chunk.AsSpan(0, read), _decoded);
        }
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _decoded.WrittenCount - _given);
        _decoded.WrittenSpan.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }
}
