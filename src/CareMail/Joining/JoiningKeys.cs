using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>What the applicant's link holds: which application, and the secret that opens it.</summary>
public sealed record ApplicantKey(Guid ApplicationId, string Secret)
{
    private const int SecretBytes = 32;

    /// <summary>The form it has in the link and in the cookie.</summary>
    public string Token => Base64Url.EncodeToString(ApplicationId.ToByteArray(bigEndian: true)) + Secret;

    public static ApplicantKey New(Guid applicationId) =>
        new(applicationId, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    public static ApplicantKey? Read(string? token)
    {
        const int IdLetters = 22;
        const int SecretLetters = 43;
        Span<byte> id = stackalloc byte[16];
        return
            token is { Length: IdLetters + SecretLetters }
            && Base64Url.IsValid(token.AsSpan(0, IdLetters))
            && Base64Url.TryDecodeFromChars(token.AsSpan(0, IdLetters), id, out var read)
            && read == id.Length
            ? new ApplicantKey(new Guid(id, bigEndian: true), token[IdLetters..])
            : null;
    }

    /// <summary>Never by accident in a log.</summary>
    public override string ToString() => ApplicationId.ToString();
}

/// <summary>Seals and hashes of this module; their keys are not in the database.</summary>
public sealed class JoiningKeys(MasterKey master)
{
    private const string ReferenceLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly SecretBox _box = new(master.Derive("joining/personal"));
    private readonly byte[] _codes = master.Derive("joining/codes");
    private readonly byte[] _tries = master.Derive("joining/tries");

    /// <summary>Nothing that looks alike: it is read out over the telephone.</summary>
    public static string NewReference() => "A-" + RandomNumberGenerator.GetString(ReferenceLetters, 6);

    public static string NewCode() => RandomNumberGenerator.GetString("0123456789", 6);

    /// <summary>The key of an application; null once it is erased.</summary>
    public ApplicantKey? KeyOf(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return Open(application.Id, application.Secret) is { } secret ? new ApplicantKey(application.Id, secret) : null;
    }

    /// <summary>Bound to its application: the same six digits elsewhere hash otherwise.</summary>
    public byte[] OfCode(Guid applicationId, string code) => Keyed(_codes, $"{applicationId:N} {code}");

    public byte[] OfTry(string key) => Keyed(_tries, key);

    public byte[] Seal(Guid row, string text) => _box.Seal(Encoding.UTF8.GetBytes(text), Id(row));

    public string? Open(Guid row, byte[]? box) => box is null ? null : Encoding.UTF8.GetString(_box.Open(box, Id(row)));

    public byte[] Seal<T>(Guid row, T content) => _box.Seal(JsonSerializer.SerializeToUtf8Bytes(content), Id(row));

    public T? Open<T>(Guid row, byte[]? box)
        where T : class => box is null ? null : JsonSerializer.Deserialize<T>(_box.Open(box, Id(row)));

    private static byte[] Id(Guid row) => row.ToByteArray(bigEndian: true);

    private static byte[] Keyed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
