using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// Proves that log and index agree: every message the index knows is where it says, whole, and opens with a key that
/// unwraps. Bytes that no message needs are no fault; they are counted.
/// </summary>
internal sealed class LogCheck(StorageOptions options, IEnumerable<IMessageIndex> indexes, OrganisationKeys keys)
    : IStoreCheck
{
    private const int KeysAtOnce = 500;

    private readonly IMessageIndex? _index = indexes.SingleOrDefault();

    public async Task RunAsync(DbConnection snapshot, CheckReport report, CancellationToken ct = default)
    {
        if (_index is null || !Directory.Exists(options.MessageFolder))
        {
            return;
        }

        using var segments = new SegmentFiles(options.MessageFolder, new DiskFiles());
        var files = segments.List();
        report.Count("segments", files.Count);
        foreach (var (segment, kind) in files)
        {
            ct.ThrowIfCancellationRequested();
            var indexed = await _index.InSegmentAsync(snapshot, segment);
            var sound =
                kind == StoredBytes.OwnFile
                    ? CheckLarge(segments, segment, indexed, report)
                    : CheckRecords(segments, segment, indexed, report);
            await CheckKeysAsync(snapshot, new LogReader(segments), sound, report, ct);
        }

        foreach (var gone in (await _index.SegmentsAsync(snapshot)).Except(files.Select(f => f.Segment)))
        {
            foreach (var message in await _index.InSegmentAsync(snapshot, gone))
            {
                report.Fault($"message {message.Id}: its bytes are missing, there is no segment {gone}");
            }
        }
    }

    private static List<IndexedMessage> CheckRecords(
        SegmentFiles segments,
        long segment,
        IReadOnlyList<IndexedMessage> indexed,
        CheckReport report
    )
    {
        var file = segments.Read(segment, StoredBytes.Record);
        var scan = new LogScan(file);
        var sound = new List<IndexedMessage>();
        var expected = indexed.ToDictionary(m => m.Where.Offset);
        foreach (var found in scan.Records(file.Length))
        {
            if (!expected.Remove(found.Offset, out var message))
            {
                report.Count("records without a message", 1);
                report.Count("bytes without a message", found.Record.Size);
            }
            else if (!found.Whole)
            {
                report.Fault($"message {message.Id}: its bytes in segment {segment} at {found.Offset} are damaged");
            }
            else if (found.Record.MessageId != message.Id || found.Record.Length != message.Where.Length)
            {
                report.Fault($"message {message.Id}: segment {segment} has another message at {found.Offset}");
            }
            else
            {
                sound.Add(message);
            }
        }

        report.Count("torn bytes", scan.TornBytes);
        foreach (var message in expected.Values)
        {
            report.Fault($"message {message.Id}: segment {segment} has nothing at {message.Where.Offset}");
        }

        return sound;
    }

    private static List<IndexedMessage> CheckLarge(
        SegmentFiles segments,
        long segment,
        IReadOnlyList<IndexedMessage> indexed,
        CheckReport report
    )
    {
        if (indexed.Count == 0)
        {
            report.Count("records without a message", 1);
            return [];
        }

        var file = segments.Read(segment, StoredBytes.OwnFile);
        var message = indexed[0];
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderSize];
        var whole =
            file.ReadFully(header, 0) == header.Length
            && SegmentFormat.IsHeader(header, segment, StoredBytes.OwnFile)
            && SegmentFormat.MessageIdOf(header) == message.Id
            && SegmentFormat.TryReadTrailer(file, out var body, out var lead, out _)
            && lead == message.Where.LeadLength
            && body + lead == message.Where.Length;
        if (whole && indexed.Count == 1)
        {
            return [message];
        }

        report.Fault($"message {message.Id}: its file, segment {segment}, is damaged");
        return [];
    }

    private async Task CheckKeysAsync(
        DbConnection snapshot,
        LogReader reader,
        List<IndexedMessage> messages,
        CheckReport report,
        CancellationToken ct
    )
    {
        foreach (var some in messages.Chunk(KeysAtOnce))
        {
            var wrapped = await _index!.KeysAsync(snapshot, [.. some.Select(m => m.Id)]);
            foreach (var message in some)
            {
                await CheckKeysAsync(reader, message, [.. wrapped[message.Id]], report, ct);
                report.Count("messages", 1);
            }
        }
    }

    private async Task CheckKeysAsync(
        LogReader reader,
        IndexedMessage message,
        IndexedKey[] wrapped,
        CheckReport report,
        CancellationToken ct
    )
    {
        if (wrapped.Length == 0)
        {
            report.Fault($"message {message.Id}: it has no key");
        }

        MessageKey? opens = null;
        foreach (var (organisation, bytes) in wrapped)
        {
            report.Count("keys", 1);
            try
            {
                var key = await keys.UnwrapAsync(organisation, bytes, ct);
                if (opens is not null && !CryptographicOperations.FixedTimeEquals(opens.Bytes, key.Bytes))
                {
                    report.Fault($"message {message.Id}: its keys are not the same");
                }

                opens = key;
            }
            catch (CryptographicException)
            {
                report.Fault($"message {message.Id}: the key of organisation {organisation} does not unwrap");
            }
        }

        if (opens is not null)
        {
            await CheckOpensAsync(reader, message, opens, report, ct);
        }
    }

    private static async Task CheckOpensAsync(
        LogReader reader,
        IndexedMessage message,
        MessageKey key,
        CheckReport report,
        CancellationToken ct
    )
    {
        try
        {
            await reader.ReadAsync(message.Where, key, 0, message.Where.Length, new Nowhere(), ct);
        }
        catch (MessageDamagedException)
        {
            report.Fault($"message {message.Id}: it does not open with its key");
        }
    }

    /// <summary>Takes what is read and forgets it.</summary>
    private sealed class Nowhere : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[ChunkCipher.ChunkSize];

        public void Advance(int count) { }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
