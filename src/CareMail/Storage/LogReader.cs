using System.Buffers;
using System.IO.Pipelines;

namespace CareMail.Storage;

/// <summary>Reads parts of messages: finds the chunks they are in, decrypts those.</summary>
internal sealed class LogReader(SegmentFiles segments)
{
    public async ValueTask ReadAsync(
        StoredBytes where,
        MessageKey key,
        long offset,
        long length,
        IBufferWriter<byte> to,
        CancellationToken ct
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, where.Length - offset);
        var stored = ArrayPool<byte>.Shared.Rent(ChunkCipher.StoredChunkSize);
        try
        {
            using var cipher = new ChunkCipher(key);
            foreach (var (sequence, at, size, from, count) in PartsOf(where, offset, length))
            {
                await ReadAsync(where, cipher, (sequence, at, size, from, count), stored, to, ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private async ValueTask ReadAsync(
        StoredBytes where,
        ChunkCipher cipher,
        (byte Sequence, long At, long Size, long From, long Count) part,
        byte[] stored,
        IBufferWriter<byte> to,
        CancellationToken ct
    )
    {
        while (part.Count > 0)
        {
            var done = ReadChunk(where, cipher, part, stored, to);
            part.From += done;
            part.Count -= done;
            if (to is PipeWriter pipe && (await pipe.FlushAsync(ct)).IsCompleted)
            {
                return;
            }

            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The stretch of the message, as stretches of its stored sequences. The lead comes first, though it is stored last.</summary>
    private static IEnumerable<(byte Sequence, long At, long Size, long From, long Count)> PartsOf(
        StoredBytes where,
        long offset,
        long length
    )
    {
        var start =
            where.Offset + (where.Kind == StoredBytes.OwnFile ? SegmentFormat.HeaderSize : LogRecord.HeaderSize);
        var body = where.Length - where.LeadLength;
        if (offset < where.LeadLength)
        {
            var inLead = Math.Min(length, where.LeadLength - offset);
            var lead = start + ChunkCipher.StoredLength(body);
            yield return (ChunkCipher.Lead, lead, where.LeadLength, offset, inLead);
            (offset, length) = (offset + inLead, length - inLead);
        }

        yield return (ChunkCipher.Body, start, body, offset - where.LeadLength, length);
    }

    /// <summary>Decrypts the chunk that the part begins in and gives what is wanted of it.</summary>
    private long ReadChunk(
        StoredBytes where,
        ChunkCipher cipher,
        (byte Sequence, long At, long Size, long From, long Count) part,
        byte[] stored,
        IBufferWriter<byte> to
    )
    {
        var chunk = part.From / ChunkCipher.ChunkSize;
        var last = chunk == ChunkCipher.ChunksOf(part.Size) - 1;
        var plainLength = last ? (int)(part.Size - (chunk * ChunkCipher.ChunkSize)) : ChunkCipher.ChunkSize;
        var ciphertext = stored.AsSpan(0, plainLength + ChunkCipher.TagSize);
        ReadStored(where, ciphertext, part.At + (chunk * ChunkCipher.StoredChunkSize));

        var from = (int)(part.From % ChunkCipher.ChunkSize);
        var count = (int)Math.Min(part.Count, plainLength - from);
        if (count == plainLength)
        {
            cipher.Decrypt(part.Sequence, chunk, last, ciphertext, to.GetSpan(count)[..count]);
        }
        else
        {
            var plain = ArrayPool<byte>.Shared.Rent(plainLength);
            cipher.Decrypt(part.Sequence, chunk, last, ciphertext, plain.AsSpan(0, plainLength));
            plain.AsSpan(from, count).CopyTo(to.GetSpan(count));
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }

        to.Advance(count);
        return count;
    }

    private void ReadStored(StoredBytes where, Span<byte> to, long at)
    {
        while (true)
        {
            try
            {
                if (segments.Read(where.Segment, where.Kind).ReadFully(to, at) < to.Length)
                {
                    throw new MessageDamagedException("The segment ends before the message does.");
                }

                return;
            }
            catch (ObjectDisposedException)
            {
                // Closed to make room, between our finding it and reading it. It opens again, or is gone.
            }
        }
    }
}
