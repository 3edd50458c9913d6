using System.Buffers.Binary;
using System.Globalization;

namespace CareMail.Storage;

/// <summary>
/// The files of the log. <c>0000000007.seg</c> holds records from byte 64 on, is zero-filled in advance, and ends with an end
/// mark once it is sealed; <c>0000000008.big</c> holds one large message. Both begin with 64 bytes: name of the
/// format (8), segment number (8), message id of a large one (16), CRC-32C of that (4), zeros.
/// </summary>
internal static class SegmentFormat
{
    public const int HeaderSize = 64;
    public const int TrailerSize = 32;
    public const string SegmentExtension = ".seg";
    public const string LargeExtension = ".big";

    private static ReadOnlySpan<byte> SegmentMark => "CMSEG01\n"u8;
    private static ReadOnlySpan<byte> LargeMark => "CMBIG01\n"u8;
    private static ReadOnlySpan<byte> EndMark => "CMEND01\n"u8;

    public static string NameOf(long segment, int kind) =>
        segment.ToString("D10", CultureInfo.InvariantCulture)
        + (kind == StoredBytes.OwnFile ? LargeExtension : SegmentExtension);

    public static bool TryParse(string path, out long segment, out int kind)
    {
        var extension = Path.GetExtension(path);
        kind = extension == LargeExtension ? StoredBytes.OwnFile : StoredBytes.Record;
        return long.TryParse(
                Path.GetFileNameWithoutExtension(path.AsSpan()),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out segment
            ) && extension is SegmentExtension or LargeExtension;
    }

    public static byte[] Header(long segment, int kind, Guid messageId)
    {
        var header = new byte[HeaderSize];
        (kind == StoredBytes.OwnFile ? LargeMark : SegmentMark).CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), segment);
        messageId.TryWriteBytes(header.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), Crc32C.Of(header.AsSpan(..32)));
        return header;
    }

    public static bool IsHeader(ReadOnlySpan<byte> header, long segment, int kind) =>
        header.Length >= HeaderSize
        && header.StartsWith(kind == StoredBytes.OwnFile ? LargeMark : SegmentMark)
        && BinaryPrimitives.ReadInt64LittleEndian(header[8..]) == segment
        && BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) == Crc32C.Of(header[..32]);

    public static Guid MessageIdOf(ReadOnlySpan<byte> header) => new(header.Slice(16, 16), bigEndian: true);

    /// <summary>
    /// What stands at the end of a finished file: mark (8), two numbers, CRC-32C of the chunks (4), CRC-32C of the trailer so far (4).
    /// The numbers of a segment are its end and its count of records; of a large message the lengths of body and lead.
    /// </summary>
    public static byte[] Trailer(long first, long second, uint crc)
    {
        var trailer = new byte[TrailerSize];
        EndMark.CopyTo(trailer);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(8), first);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(16), second);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(24), crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(28), Crc32C.Of(trailer.AsSpan(..28)));
        return trailer;
    }

    public static bool TryReadTrailer(ILogFile file, out long first, out long second, out uint crc)
    {
        Span<byte> trailer = stackalloc byte[TrailerSize];
        (first, second, crc) = (0, 0, 0);
        var at = file.Length - TrailerSize;
        if (
            at < HeaderSize
            || file.ReadFully(trailer, at) < TrailerSize
            || !trailer.StartsWith(EndMark)
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[28..]) != Crc32C.Of(trailer[..28])
        )
        {
            return false;
        }

        first = BinaryPrimitives.ReadInt64LittleEndian(trailer[8..]);
        second = BinaryPrimitives.ReadInt64LittleEndian(trailer[16..]);
        crc = BinaryPrimitives.ReadUInt32LittleEndian(trailer[24..]);
        return true;
    }
}
