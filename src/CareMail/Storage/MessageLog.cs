using System.Buffers;

namespace CareMail.Storage;

/// <summary>
/// Message bytes in append-only segment files of the data folder. A message is encrypted by whoever brings it, then one
/// writer gathers what has arrived, writes it in one piece and syncs once (<see cref="LogWriter"/>); a large one goes to a
/// file of its own (<see cref="LargeFile"/>).
/// </summary>
public sealed class MessageLog : IMessageBytes, IAsyncDisposable
{
    private readonly StorageOptions _options;
    private readonly ILogger<MessageLog> _log;
    private readonly TimeProvider _time;
    private readonly SegmentFiles _segments;
    private readonly SegmentSupply _supply;
    private readonly LogReader _reader;
    private readonly Dictionary<long, DateTimeOffset> _closedAt = [];
    private LogWriter? _writer;

    public MessageLog(StorageOptions options, TimeProvider time, ILogger<MessageLog> log)
        : this(options, time, log, new DiskFiles()) { }

    internal MessageLog(StorageOptions options, TimeProvider time, ILogger<MessageLog> log, IFileLayer files)
    {
        (_options, _time, _log) = (options, time, log);
        _segments = new SegmentFiles(options.MessageFolder, files);
        _supply = new SegmentSupply(_segments, options.SegmentBytes);
        _reader = new LogReader(_segments);
    }

    internal SegmentFiles Segments => _segments;

    /// <summary>Recovers what a crash left and starts the writer.</summary>
    public Task OpenAsync(CancellationToken ct = default) =>
        Task.Run(
            () =>
            {
                _segments.Layer.CreateFolder(_segments.Folder);
                var found = new LogRecovery(_segments, _supply, _log).Run();
                foreach (var (segment, _) in found)
                {
                    _closedAt[segment] = DateTimeOffset.MinValue;
                }

                var large = found.Count(s => s.Kind == StoredBytes.OwnFile);
                StorageLog.LogOpened(_log, found.Count - large, large);
                _supply.Prepare();
                _writer = new LogWriter(_supply, Closed, _log);
            },
            ct
        );

    public async Task<StoredBytes> AppendAsync(
        Guid messageId,
        ReadOnlySequence<byte> bytes,
        MessageKey key,
        CancellationToken ct = default
    )
    {
        var size = LogRecord.SizeOf(bytes.Length);
        if (size > _options.SegmentBytes / 4)
        {
            return await AppendLargeAsync(messageId, bytes, key, ct);
        }

        var record = ArrayPool<byte>.Shared.Rent((int)size);
        LogRecord.Write(record.AsSpan(0, (int)size), messageId, bytes, key);
        var (segment, offset) = await Writer.AppendAsync(record, (int)size, ct);
        return new StoredBytes(segment, offset, bytes.Length, LeadLength: 0, StoredBytes.Record);
    }

    public LargeMessageWriter BeginLarge(Guid messageId, MessageKey key) =>
        new LargeFile(_segments, messageId, key, Closed);

    public ValueTask ReadAsync(
        StoredBytes where,
        MessageKey key,
        long offset,
        long length,
        IBufferWriter<byte> to,
        CancellationToken ct = default
    ) => _reader.ReadAsync(where, key, offset, length, to, ct);

    /// <summary>Copies a record as it is, still encrypted, to the end of the log.</summary>
    internal async Task<StoredBytes> AppendCopyAsync(StoredBytes where, byte[] record, int size, CancellationToken ct)
    {
        var (segment, offset) = await Writer.AppendAsync(record, size, ct);
        return where with { Segment = segment, Offset = offset };
    }

    /// <summary>
    /// Whether a segment may be reclaimed: it is no longer written, and every message in it is filed or given up. What an
    /// earlier run left is: whatever was not filed then never will be.
    /// </summary>
    internal bool IsSettled(long segment, TimeSpan grace)
    {
        lock (_closedAt)
        {
            return _closedAt.TryGetValue(segment, out var at) && at <= _time.GetUtcNow() - grace;
        }
    }

    public async Task CloseAsync()
    {
        if (_writer is { } writer)
        {
            _writer = null;
            await writer.CloseAsync();
            await _supply.CloseAsync();
        }

        _segments.Dispose();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private LogWriter Writer => _writer ?? throw new InvalidOperationException("The message log is not open.");

    private async Task<StoredBytes> AppendLargeAsync(
        Guid messageId,
        ReadOnlySequence<byte> bytes,
        MessageKey key,
        CancellationToken ct
    )
    {
        await using var large = BeginLarge(messageId, key);
        foreach (var part in bytes)
        {
            await large.WriteAsync(part, ct);
        }

        return await large.CompleteAsync(default, ct);
    }

    private void Closed(long segment)
    {
        lock (_closedAt)
        {
            _closedAt[segment] = _time.GetUtcNow();
        }
    }
}
