using System.Buffers;
using System.Buffers.Binary;

namespace CareMail.Storage;

/// <summary>
/// A message in a segment: a header of 40 bytes, then its encrypted chunks, then zeros up to a multiple of eight.
/// Header: mark (4), format (4), length of the message (8), its id (16), CRC-32C of the chunks (4), CRC-32C of the header so far (4).
/// </summary>
internal readonly record struct LogRecord(Guid MessageId, long Length, uint Crc)
{
    public const int HeaderSize = 40;
    private const uint Mark = 0x31524D43; // "CMR1"
    private const uint Format = 1;
    private const int Alignment = 8;

    // Larger messages have a file of their own; a header that says more is no header.
    private const long MaxLength = 1L << 31;

    public long PayloadLength => ChunkCipher.StoredLength(Length);

    /// <summary>What the record takes in its segment.</summary>
    public long Size => SizeOf(Length);

    public static long SizeOf(long length) =>
        (HeaderSize + ChunkCipher.StoredLength(length) + Alignment - 1) / Alignment * Alignment;

    /// <summary>Encrypts a message into a buffer of <see cref="SizeOf"/> bytes.</summary>
    public static void Write(Span<byte> record, Guid messageId, ReadOnlySequence<byte> bytes, MessageKey key)
    {
        var payload = record.Slice(HeaderSize, (int)ChunkCipher.StoredLength(bytes.Length));
        Encrypt(bytes, key, payload);
        record[(HeaderSize + payload.Length)..].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, Mark);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Format);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], bytes.Length);
        messageId.TryWriteBytes(record[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(record[32..], Crc32C.Of(payload));
        BinaryPrimitives.WriteUInt32LittleEndian(record[36..], Crc32C.Of(record[..36]));
    }

    /// <summary>False where no whole header is: the end of what was written, or damage.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, out LogRecord record)
    {
        record = default;
        if (
            header.Length < HeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != Mark
            || BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != Format
            || BinaryPrimitives.ReadUInt32LittleEndian(header[36..]) != Crc32C.Of(header[..36])
        )
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        record = new LogRecord(
            new Guid(header.Slice(16, 16), bigEndian: true),
            length,
            BinaryPrimitives.ReadUInt32LittleEndian(header[32..])
        );
        return length is >= 0 and < MaxLength;
    }

    private static void Encrypt(ReadOnlySequence<byte> bytes, MessageKey key, Span<byte> payload)
    {
        using var cipher = new ChunkCipher(key);
        var chunks = ChunkCipher.ChunksOf(bytes.Length);
        byte[]? copy = null;
        for (long chunk = 0; chunk < chunks; chunk++)
        {
            var last = chunk == chunks - 1;
            var part = bytes.Slice(
                chunk * ChunkCipher.ChunkSize,
                last ? bytes.End : bytes.GetPosition((chunk + 1) * ChunkCipher.ChunkSize)
            );
            if (!part.IsSingleSegment)
            {
                part.CopyTo(copy ??= ArrayPool<byte>.Shared.Rent(ChunkCipher.ChunkSize));
            }

            var plain = part.IsSingleSegment ? part.FirstSpan : copy.AsSpan(0, (int)part.Length);
            cipher.Encrypt(ChunkCipher.Body, chunk, last, plain, payload[(int)(chunk * ChunkCipher.StoredChunkSize)..]);
        }

        if (copy is not null)
        {
            ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }
}
