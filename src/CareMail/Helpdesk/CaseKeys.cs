using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>Seals and hashes of this module; their keys are not in the database.</summary>
internal sealed partial class CaseKeys(MasterKey master)
{
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly SecretBox _box = new(master.Derive("helpdesk/cases"));
    private readonly byte[] _tries = master.Derive("helpdesk/tries");

    /// <summary>Nothing that looks alike: it is read out over the telephone.</summary>
    public static string NewReference() => "C-" + RandomNumberGenerator.GetString(Letters, 6);

    /// <summary>The reference in a subject; null if there is none.</summary>
    public static string? ReferenceIn(string subject) =>
        Reference().Match(subject) is { Success: true } found ? found.Value.ToUpperInvariant() : null;

    public byte[] OfTry(string key) => HMACSHA256.HashData(_tries, Encoding.UTF8.GetBytes(key));

    public byte[] Seal<T>(Guid caseId, T content) =>
        _box.Seal(JsonSerializer.SerializeToUtf8Bytes(content), caseId.ToByteArray(bigEndian: true));

    public T? Open<T>(Guid caseId, byte[]? box)
        where T : class =>
        box is null ? null : JsonSerializer.Deserialize<T>(_box.Open(box, caseId.ToByteArray(bigEndian: true)));

    [GeneratedRegex(@"\bC-[2-9A-HJ-NP-TV-Z]{6}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
