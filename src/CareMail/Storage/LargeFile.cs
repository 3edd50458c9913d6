using System.Buffers;

namespace CareMail.Storage;

/// <summary>Encrypts a large message to a file of its own while it arrives; the lead follows the body, the trailer ends it.</summary>
internal sealed class LargeFile : LargeMessageWriter
{
    private readonly SegmentFiles _segments;
    private readonly long _number;
    private readonly Guid _messageId;
    private readonly MessageKey _key;
    private readonly Action<long> _closed;
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(ChunkCipher.ChunkSize);
    private readonly byte[] _stored = ArrayPool<byte>.Shared.Rent(ChunkCipher.StoredChunkSize);
    private ILogFile? _file;
    private Crc32C _crc = new();
    private long _written;
    private long _chunk;
    private int _held;
    private bool _complete;
    private bool _disposed;

    public LargeFile(SegmentFiles segments, Guid messageId, MessageKey key, Action<long> onClosed)
    {
        (_segments, _messageId, _key, _closed) = (segments, messageId, key, onClosed);
        _number = segments.NextNumber();
    }

    public override long Length => (_chunk * ChunkCipher.ChunkSize) + _held;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct = default)
    {
        while (bytes.Length > 0)
        {
            // A full chunk waits until it is known not to be the last.
            if (_held == ChunkCipher.ChunkSize)
            {
                Guarded(() => WriteChunk(ChunkCipher.Body, _chunk++, last: false));
            }

            var take = Math.Min(bytes.Length, ChunkCipher.ChunkSize - _held);
            bytes.Span[..take].CopyTo(_plain.AsSpan(_held));
            _held += take;
            bytes = bytes[take..];
        }

        return ValueTask.CompletedTask;
    }

    public override async Task<StoredBytes> CompleteAsync(ReadOnlyMemory<byte> lead, CancellationToken ct = default)
    {
        var body = Length;
        // Off the caller's thread: the sync of a large file takes a while.
        await Task.Run(() => Guarded(() => Finish(body, lead)), ct);
        _complete = true;
        _closed(_number);
        return new StoredBytes(_number, 0, body + lead.Length, lead.Length, StoredBytes.OwnFile);
    }

    private void Finish(long body, ReadOnlyMemory<byte> lead)
    {
        WriteChunk(ChunkCipher.Body, _chunk, last: true);
        for (long chunk = 0, chunks = ChunkCipher.ChunksOf(lead.Length); lead.Length > 0 && chunk < chunks; chunk++)
        {
            var last = chunk == chunks - 1;
            var part = lead.Slice((int)chunk * ChunkCipher.ChunkSize);
            part = last ? part : part[..ChunkCipher.ChunkSize];
            part.CopyTo(_plain);
            _held = part.Length;
            WriteChunk(ChunkCipher.Lead, chunk, last);
        }

        _file!.Write(SegmentFormat.Trailer(body, lead.Length, _crc.Value), _written);
        _file.Sync();
        _segments.Layer.SyncFolder(_segments.Folder);
    }

    private void WriteChunk(byte sequence, long chunk, bool last)
    {
        using var cipher = new ChunkCipher(_key);
        var stored = _stored.AsSpan(0, _held + ChunkCipher.TagSize);
        cipher.Encrypt(sequence, chunk, last, _plain.AsSpan(0, _held), stored);
        if (_file is null)
        {
            _file = _segments.Layer.Create(_segments.PathOf(_number, StoredBytes.OwnFile));
            _file.Write(SegmentFormat.Header(_number, StoredBytes.OwnFile, _messageId), 0);
            _written = SegmentFormat.HeaderSize;
        }

        _file.Write(stored, _written);
        _crc.Add(stored);
        _written += stored.Length;
        _held = 0;
    }

    private static void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (IOException full) when (FileLayer.IsFull(full))
        {
            throw new StorageFullException("The disk that holds the message log is full.", full);
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return ValueTask.CompletedTask;
        }

        _disposed = true;
        ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        ArrayPool<byte>.Shared.Return(_stored);
        _file?.Dispose();
        if (!_complete && _file is not null)
        {
            _segments.Layer.Delete(_segments.PathOf(_number, StoredBytes.OwnFile));
        }

        return ValueTask.CompletedTask;
    }
}
