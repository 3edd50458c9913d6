using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CareMail.Audit;

/// <summary>
/// What of an entry is chained: its fixed part as it is, its values only as a salted hash. Erasing values and salt then
/// leaves the chain whole and nothing to guess them from.
/// </summary>
internal static class AuditHash
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly byte[] Start = new byte[32];

    public static byte[] OfValues(byte[] salt, string? origin, string? oldValue, string? newValue, string? reason) =>
        SHA256.HashData([
            .. salt,
            .. JsonSerializer.SerializeToUtf8Bytes<string?[]>([origin, oldValue, newValue, reason]),
        ]);

    public static byte[] OfEntry(AuditRow row) =>
        SHA256.HashData([
            .. row.Id.ToByteArray(bigEndian: true),
            .. Number(row.At.ToUnixTimeMilliseconds()),
            .. Id(row.Actor),
            .. Id(row.Subject),
            .. Id(row.Organisation),
            .. row.ValuesHash,
            .. Encoding.UTF8.GetBytes(row.Act),
        ]);

    /// <summary>Each link holds the one before it, so nothing can be taken out, put in or exchanged without the key.</summary>
    public static byte[] Link(byte[] key, byte[] before, long sequence, AuditRow row) =>
        HMACSHA256.HashData(key, (byte[])[.. before, .. Number(sequence), .. OfEntry(row)]);

    private static byte[] Id(Guid? id) => id is { } some ? [1, .. some.ToByteArray(bigEndian: true)] : [0];

    private static byte[] Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
