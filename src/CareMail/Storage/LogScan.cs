using System.Buffers;

namespace CareMail.Storage;

/// <summary>One thing found in a segment: a record whose bytes are whole or not.</summary>
internal readonly record struct FoundRecord(long Offset, LogRecord Record, bool Whole);

/// <summary>
/// Walks a segment from record to record without any key. Where there is no header it looks for the next one: what was not
/// yet synced at a power cut may be torn anywhere, and nothing acknowledged may be lost behind it.
/// </summary>
internal sealed class LogScan(ILogFile file)
{
    private const int Step = 8;
    private readonly byte[] _header = new byte[LogRecord.HeaderSize];

    /// <summary>Bytes that are neither part of a whole record nor zero.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Behind the last byte that is not zero.</summary>
    public long End { get; private set; } = SegmentFormat.HeaderSize;

    public IEnumerable<FoundRecord> Records(long end)
    {
        var at = (long)SegmentFormat.HeaderSize;
        while (at < end)
        {
            if (file.ReadFully(_header, at) == LogRecord.HeaderSize && LogRecord.TryRead(_header, out var record))
            {
                var whole =
                    at + record.Size <= end && record.Crc == CrcOf(at + LogRecord.HeaderSize, record.PayloadLength);
                yield return new FoundRecord(at, record, whole);
                if (whole)
                {
                    at += record.Size;
                    End = at;
                    continue;
                }

                TornBytes += LogRecord.HeaderSize;
                End = at + LogRecord.HeaderSize;
                at += LogRecord.HeaderSize;
                continue;
            }

            at = SkipTo(at, end);
        }
    }

    /// <summary>The next place where a header might begin, or the end.</summary>
    private long SkipTo(long at, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            // Not the place itself: that was looked at.
            for (at += Count(_header.AsSpan(0, Step), at); at < end; )
            {
                var read = file.ReadFully(buffer.AsSpan(0, (int)Math.Min(1 << 20, end - at)), at) / Step * Step;
                if (read == 0)
                {
                    return end;
                }

                var span = buffer.AsSpan(0, read);
                for (var i = 0; i < read; i += Step)
                {
                    if (span.Slice(i, Step).IndexOfAnyExcept((byte)0) < 0)
                    {
                        // Mostly zeros: jump over them.
                        var more = span[i..].IndexOfAnyExcept((byte)0);
                        i = (more < 0 ? read : i + more) / Step * Step;
                        if (i >= read)
                        {
                            break;
                        }
                    }

                    if (span[i..].StartsWith("CMR1"u8))
                    {
                        return at + i;
                    }

                    Count(span.Slice(i, Step), at + i);
                }

                at += read;
            }

            return end;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Count(ReadOnlySpan<byte> step, long at)
    {
        if (step.IndexOfAnyExcept((byte)0) >= 0)
        {
            TornBytes += Step;
            End = at + Step;
        }

        return Step;
    }

    private uint CrcOf(long at, long length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var crc = new Crc32C();
            while (length > 0)
            {
                var read = file.ReadFully(buffer.AsSpan(0, (int)Math.Min(1 << 20, length)), at);
                if (read == 0)
                {
                    break;
                }

                crc.Add(buffer.AsSpan(0, read));
                (at, length) = (at + read, length - read);
            }

            return length == 0 ? crc.Value : ~crc.Value;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
