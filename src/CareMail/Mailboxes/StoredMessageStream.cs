using System.Buffers;

namespace CareMail.Mailboxes;

/// <summary>A stretch of a stored message as a stream: decrypted a window at a time.</summary>
internal sealed class StoredMessageStream(StoredMessageReader message, long start, long length) : Stream
{
    private const int Window = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _window = new();
    private long _windowAt;
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = Math.Clamp(value, 0, length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
        {
            return 0;
        }

        if (_position < _windowAt || _position >= _windowAt + _window.WrittenCount)
        {
            _window.ResetWrittenCount();
            _windowAt = _position;
            await message.ReadAsync(
                start + _position,
                Math.Min(Window, length - _position),
                _window,
                cancellationToken
            );
        }

        var there = _window.WrittenMemory[(int)(_position - _windowAt)..];
        var count = Math.Min(there.Length, buffer.Length);
        there[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Decoders of other libraries may read without await; the bytes come from a local file.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
