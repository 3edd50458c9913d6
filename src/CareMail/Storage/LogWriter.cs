using System.Buffers;
using System.Threading.Channels;

namespace CareMail.Storage;

/// <summary>
/// The one thread that writes records. It takes whatever has arrived meanwhile, writes it in one piece and syncs once: the
/// more are waiting, the more share a sync.
/// </summary>
internal sealed class LogWriter
{
    // Beyond this appenders wait: what is waiting is in memory.
    private const int MaxWaiting = 256;

    // A batch is copied into one buffer. Larger ones gain nothing and make the first wait for the last.
    private const int MaxBatchBytes = 4 << 20;

    // A disk that fails segment after segment is not tried with every message again.
    private const int MaxFailedSegments = 3;

    private readonly Channel<Append> _waiting = Channel.CreateBounded<Append>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private readonly SegmentSupply _supply;
    private readonly Action<long> _closed;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly byte[] _buffer = new byte[MaxBatchBytes];
    private Segment? _segment;

    public LogWriter(SegmentSupply supply, Action<long> onClosed, ILogger log)
    {
        (_supply, _closed, _log) = (supply, onClosed, log);
        _thread = new Thread(Run) { IsBackground = true, Name = "message log" };
        _thread.Start();
    }

    /// <summary>Takes over a pooled buffer with a whole record. Ends when it is durable.</summary>
    public async Task<(long Segment, long Offset)> AppendAsync(byte[] record, int size, CancellationToken ct)
    {
        var append = new Append(record, size);
        await _waiting.Writer.WriteAsync(append, ct);
        return await append.Done.Task;
    }

    public async Task CloseAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.Run(_thread.Join);
    }

    private void Run()
    {
        var batch = new List<Append>();
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var bytes = 0;
            while (_waiting.Reader.TryPeek(out var next) && (bytes == 0 || bytes + next.Size <= MaxBatchBytes))
            {
                _waiting.Reader.TryRead(out _);
                batch.Add(next);
                bytes += next.Size;
            }

            Write(batch);
            batch.Clear();
        }

        SealCurrent();
    }

    private void Write(List<Append> batch)
    {
        var failedSegments = 0;
        for (var start = 0; start < batch.Count; )
        {
            var count = 0;
            try
            {
                var segment = SegmentFor(batch[start].Size);
                count = Gather(batch, start, segment, out var bytes);
                var at = segment.Append(Bytes(batch[start], count, bytes), count);
                Succeed(batch, start, count, segment.Number, at);
                start += count;
            }
            catch (Exception broken) when (FileLayer.IsDiskFailure(broken))
            {
                Abandon(broken);
                failedSegments++;
                if (count > 0 && failedSegments < MaxFailedSegments)
                {
                    start = OneByOne(batch, start, count, ref failedSegments);
                    continue;
                }

                // Without a segment, or on a disk that fails again and again, the rest cannot be stored.
                Fail(batch, start, batch.Count - start, broken);
                return;
            }
        }
    }

    /// <summary>After a failure each is written and synced alone, so that one bad message fails alone.</summary>
    private int OneByOne(List<Append> batch, int start, int count, ref int failedSegments)
    {
        var end = start + count;
        for (; start < end && failedSegments < MaxFailedSegments; start++)
        {
            var alone = batch[start];
            try
            {
                var segment = SegmentFor(alone.Size);
                Succeed(batch, start, 1, segment.Number, segment.Append(alone.Record.AsSpan(0, alone.Size), 1));
            }
            catch (Exception broken) when (FileLayer.IsDiskFailure(broken))
            {
                Abandon(broken);
                failedSegments++;
                Fail(batch, start, 1, broken);
            }
        }

        return start;
    }

    private Segment SegmentFor(int size)
    {
        if (_segment is not null && !_segment.Fits(size))
        {
            SealCurrent();
        }

        if (_segment is null)
        {
            _segment = _supply.Take();
            _supply.Prepare();
        }

        return _segment;
    }

    private int Gather(List<Append> batch, int start, Segment segment, out int bytes)
    {
        var count = 0;
        bytes = 0;
        while (
            start + count < batch.Count
            && batch[start + count] is var next
            && (count == 0 || (bytes + next.Size <= MaxBatchBytes && segment.Fits(bytes + next.Size)))
        )
        {
            if (bytes + next.Size <= MaxBatchBytes)
            {
                next.Record.AsSpan(0, next.Size).CopyTo(_buffer.AsSpan(bytes));
            }

            bytes += next.Size;
            count++;
        }

        return count;
    }

    /// <summary>The gathered batch; a record too large for the buffer is alone in it.</summary>
    private ReadOnlySpan<byte> Bytes(Append first, int count, int bytes) =>
        count == 1 ? first.Record.AsSpan(0, first.Size) : _buffer.AsSpan(0, bytes);

    private static void Succeed(List<Append> batch, int start, int count, long segment, long at)
    {
        foreach (var append in batch.GetRange(start, count))
        {
            ArrayPool<byte>.Shared.Return(append.Record);
            append.Done.TrySetResult((segment, at));
            at += append.Size;
        }
    }

    private static void Fail(List<Append> batch, int start, int count, Exception broken)
    {
        var why =
            broken is IOException full && FileLayer.IsFull(full)
                ? new StorageFullException("The disk that holds the message log is full.", full)
                : broken;
        foreach (var append in batch.GetRange(start, count))
        {
            ArrayPool<byte>.Shared.Return(append.Record);
            append.Done.TrySetException(why);
        }
    }

    /// <summary>
    /// After a failed write or sync nobody knows which of its pages reached the disk, and the next sync may say that all is
    /// well. What was acknowledged before is read from it still; nothing is written to it again.
    /// </summary>
    private void Abandon(Exception broken)
    {
        if (_segment is null)
        {
            StorageLog.NoSegment(_log, broken);
            return;
        }

        StorageLog.SegmentAbandoned(_log, _segment.Number, broken);
        _segment.Dispose();
        _closed(_segment.Number);
        _segment = null;
    }

    private void SealCurrent()
    {
        if (_segment is null)
        {
            return;
        }

        try
        {
            _segment.Seal();
        }
        catch (Exception unsealed) when (FileLayer.IsDiskFailure(unsealed))
        {
            // Nothing is lost: the next start finds its end by itself.
            StorageLog.SegmentAbandoned(_log, _segment.Number, unsealed);
        }

        _segment.Dispose();
        _closed(_segment.Number);
        _segment = null;
    }

    private sealed record Append(byte[] Record, int Size)
    {
        // Or the callers would run on the thread that writes.
        public TaskCompletionSource<(long, long)> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
