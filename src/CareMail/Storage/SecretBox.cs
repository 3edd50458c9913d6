using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// Seals small secrets for the database, under a key that is not in it: AES-256-GCM, bound to the row it belongs to, so
/// that a sealed value copied to another row does not open there.
/// </summary>
public sealed class SecretBox(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> belongsTo)
    {
        var box = new byte[NonceBytes + secret.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        // A new one each time: an AesGcm shared by threads corrupts.
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret, box.AsSpan(NonceBytes, secret.Length), box.AsSpan(^TagBytes..), belongsTo);
        return box;
    }

    /// <exception cref="CryptographicException">Changed, moved to another row, or sealed under another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> belongsTo)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed value is cut short.");
        }

        var secret = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], secret, belongsTo);
        return secret;
    }
}
