using System.Security.Cryptography;
using System.Text;

namespace CareMail.Storage;

/// <summary>
/// The one secret outside the database and its backups: it wraps the organisations' keys, and the secrets of other parts
/// are derived from it. From a file (made on first start, mode 0600), or from the environment.
/// </summary>
public sealed class MasterKey
{
    private const string Base64 = "base64:";
    private const int Version = 1;

    private readonly byte[] _key;

    /// <summary>The file this run made, if it did.</summary>
    private readonly string? _made;

    private MasterKey(byte[] key, string? made = null)
    {
        _key =
            key.Length == 32
                ? key
                : throw new CryptographicException("The master key must have 32 bytes (base64: 44 characters).");
        _made = made;
    }

    /// <summary>Names the key without telling it: eight bytes of a derived value, in hexadecimal.</summary>
    public string Id => Convert.ToHexStringLower(Derive("id").AsSpan(..8));

    public static MasterKey Load(StorageOptions options) =>
        options.MasterKey.StartsWith(Base64, StringComparison.Ordinal)
            ? new(Convert.FromBase64String(options.MasterKey[Base64.Length..]))
            : ReadOrMake(PathOf(options));

    /// <summary>The store has another key: one made just now must not stand in its place.</summary>
    internal void TakeBack()
    {
        if (_made is not null)
        {
            File.Delete(_made);
        }
    }

    /// <summary>The file the key is in, or null if it comes from the environment.</summary>
    public static string? FileOf(StorageOptions options) =>
        options.MasterKey.StartsWith(Base64, StringComparison.Ordinal) ? null : PathOf(options);

    /// <summary>A 32-byte secret for one purpose: HKDF (RFC 5869) with SHA-256. Other purposes tell nothing about it.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.Expand(HashAlgorithmName.SHA256, _key, 32, Encoding.UTF8.GetBytes("caremail/" + purpose));

    internal byte[] WrapOrganisationKey(Guid organisation, ReadOnlySpan<byte> key) =>
        KeyWrap.Wrap(Derive("organisation-keys"), Version, organisation, key);

    internal byte[] UnwrapOrganisationKey(Guid organisation, ReadOnlySpan<byte> wrapped) =>
        KeyWrap.Unwrap(Derive("organisation-keys"), organisation, wrapped);

    private static string PathOf(StorageOptions options) =>
        options.MasterKey.Length > 0 ? options.MasterKey : Path.Combine(options.DataFolder, "master.key");

    private static MasterKey ReadOrMake(string path)
    {
        var make = !File.Exists(path);
        if (make)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            DurableFile.Write(
                path,
                Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))
            );
        }

        return new MasterKey(Convert.FromBase64String(File.ReadAllText(path).Trim()), make ? path : null);
    }
}
