using System.Security.Cryptography;
using System.Text.Json;

namespace CareMail.Audit;

/// <summary>What of an entry is chained: its fixed part in full, its values only as a salted hash, so that they can be erased.</summary>
internal static class AuditHash
{
    public static byte[] OfValues(byte[] salt, AuditEntry entry) =>
        SHA256.HashData([
            .. salt,
            .. JsonSerializer.SerializeToUtf8Bytes<string?[]>([
                entry.Origin,
                entry.OldValue,
                entry.NewValue,
                entry.Reason,
            ]),
        ]);
}
