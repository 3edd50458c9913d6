using System.Buffers;

namespace CareMail.Storage;

/// <summary>What one round of reclaiming did.</summary>
public sealed record Reclaimed(int CompactedSegments, int MovedMessages, int DeletedSegments);

/// <summary>
/// Gets back the space of messages that are gone. A segment that is mostly dead has its living records copied to the end of
/// the log, then the index is pointed at the copies, then the file goes. A crash between any two of these leaves at
/// worst a copy that nobody points at, which the next round reclaims.
/// </summary>
public sealed class Compaction(
    MessageLog log,
    StorageOptions options,
    Database database,
    IEnumerable<IMessageIndex> indexes,
    TimeProvider time,
    ILogger<Compaction> logger
)
{
    // Asking the index what lives in a segment costs a query; at most so many a round.
    private const int ExaminedAtOnce = 64;

    // Copied records wait in memory for one sync and one transaction.
    private const long MovedAtOnce = 4 << 20;

    private readonly IMessageIndex? _index = indexes.SingleOrDefault();
    private readonly HashSet<long> _examined = [];
    private readonly HashSet<long> _damaged = [];
    private readonly Dictionary<(long Segment, int Kind), DateTimeOffset> _empty = [];

    /// <summary>One round. Not to be run twice at once.</summary>
    public async Task<Reclaimed> RunAsync(CancellationToken ct = default)
    {
        if (_index is null)
        {
            return new Reclaimed(0, 0, 0);
        }

        var (compacted, moved) = (0, 0);
        foreach (var (segment, kind) in await CandidatesAsync(ct))
        {
            var live = await database.ReadAsync(c => _index.InSegmentAsync(c, segment), ct);
            if (live.Count > 0 && IsWorthIt(segment, kind, live))
            {
                compacted++;
                moved += await CompactAsync(segment, live, ct);
                live = await database.ReadAsync(c => _index.InSegmentAsync(c, segment), ct);
            }

            if (live.Count == 0)
            {
                _empty.TryAdd((segment, kind), time.GetUtcNow());
            }
        }

        return new Reclaimed(compacted, moved, await DeleteEmptyAsync(ct));
    }

    /// <summary>Segments this run has not looked at yet, and those in which more has died since.</summary>
    private async Task<IReadOnlyList<(long Segment, int Kind)>> CandidatesAsync(CancellationToken ct)
    {
        var dead = (
            await database.QueryAsync<DeadBytes>(
                "SELECT segment, CAST(SUM(length) AS bigint) AS length FROM storage_dead_bytes GROUP BY segment",
                ct: ct
            )
        ).ToDictionary(d => d.Segment, d => d.Length);
        var candidates = new List<(long, int)>();
        foreach (var (segment, kind) in log.Segments.List())
        {
            if (_damaged.Contains(segment) || !log.IsSettled(segment, options.SegmentGrace))
            {
                continue;
            }

            var isNew = !_examined.Contains(segment) && candidates.Count < ExaminedAtOnce;
            var died = dead.GetValueOrDefault(segment);
            if (
                isNew
                || (died > 0 && (kind == StoredBytes.OwnFile || died >= options.CompactAtDeadShare * SizeOf(segment)))
            )
            {
                _examined.Add(segment);
                candidates.Add((segment, kind));
            }
        }

        return candidates;
    }

    private bool IsWorthIt(long segment, int kind, IReadOnlyList<IndexedMessage> live) =>
        kind == StoredBytes.Record
        && live.Sum(m => LogRecord.SizeOf(m.Where.Length)) <= (1 - options.CompactAtDeadShare) * SizeOf(segment);

    private long SizeOf(long segment) => log.Segments.Read(segment, StoredBytes.Record).Length;

    private async Task<int> CompactAsync(long segment, IReadOnlyList<IndexedMessage> live, CancellationToken ct)
    {
        var moved = 0;
        var before = SizeOf(segment);
        foreach (var batch in Batches(live))
        {
            var copies = batch.Select(m => CopyAsync(m, ct)).ToList();
            var places = await Task.WhenAll(copies);
            if (places.Any(p => p is null))
            {
                // Evidence, and perhaps the only copy: whoever verifies must find it as it is.
                StorageLog.DamagedSegment(logger, segment);
                _damaged.Add(segment);
            }

            moved += await database.WriteAsync(tx => PointAtCopiesAsync(tx, batch, places), ct);
        }

        StorageLog.Compacted(logger, segment, moved, before);
        return moved;
    }

    private async Task<int> PointAtCopiesAsync(WriteTransaction tx, IndexedMessage[] batch, StoredBytes?[] places)
    {
        var moved = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            if (places[i] is not { } place)
            {
                continue;
            }

            if (await _index!.MoveAsync(tx, batch[i].Id, batch[i].Where, place))
            {
                moved++;
            }
            else
            {
                // Deleted while we copied it.
                await SegmentSpace.InsertDeadAsync(tx, batch[i].Id, place);
            }
        }

        return moved;
    }

    /// <summary>Null if the record is not what it should be.</summary>
    private async Task<StoredBytes?> CopyAsync(IndexedMessage message, CancellationToken ct)
    {
        var size = (int)LogRecord.SizeOf(message.Where.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        var file = log.Segments.Read(message.Where.Segment, StoredBytes.Record);
        var whole =
            file.ReadFully(bytes.AsSpan(0, size), message.Where.Offset) == size
            && LogRecord.TryRead(bytes, out var record)
            && record.MessageId == message.Id
            && record.Length == message.Where.Length
            && record.Crc == Crc32C.Of(bytes.AsSpan(LogRecord.HeaderSize, (int)record.PayloadLength));
        return whole ? await log.AppendCopyAsync(message.Where, bytes, size, ct) : null;
    }

    private static IEnumerable<IndexedMessage[]> Batches(IReadOnlyList<IndexedMessage> live)
    {
        var batch = new List<IndexedMessage>();
        var bytes = 0L;
        foreach (var message in live.OrderBy(m => m.Where.Offset))
        {
            if (bytes > 0 && bytes + message.Where.Length > MovedAtOnce)
            {
                yield return [.. batch];
                batch.Clear();
                bytes = 0;
            }

            batch.Add(message);
            bytes += LogRecord.SizeOf(message.Where.Length);
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    /// <summary>Emptied segments go after a while, so that whoever looked a place up before can still read it.</summary>
    private async Task<int> DeleteEmptyAsync(CancellationToken ct)
    {
        var due = _empty.Where(e => e.Value <= time.GetUtcNow() - options.ReaderGrace).Select(e => e.Key).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        using var deletion = DataFolder.TryBeginDeletion(options.DataFolder);
        if (deletion is null)
        {
            return 0;
        }

        foreach (var (segment, kind) in due)
        {
            _empty.Remove((segment, kind));
            if ((await database.ReadAsync(c => _index!.InSegmentAsync(c, segment), ct)).Count == 0)
            {
                log.Segments.Delete(segment, kind);
                await database.WriteAsync(
                    tx => tx.ExecuteAsync("DELETE FROM storage_dead_bytes WHERE segment = @segment", new { segment }),
                    ct
                );
            }
        }

        StorageLog.Deleted(logger, due.Count);
        return due.Count;
    }

    private sealed record DeadBytes
    {
        public long Segment { get; init; }
        public long Length { get; init; }
    }
}
