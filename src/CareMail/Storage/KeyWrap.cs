using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// A 32-byte key wrapped by another with AES-256-GCM: format (1 byte), version of the wrapping key (4), nonce (12),
/// ciphertext (32), tag (16). Bound to its owner's id, so that a row moved to another organisation does not unwrap.
/// </summary>
internal static class KeyWrap
{
    private const byte Format = 1;
    private const int NonceAt = 5;
    private const int KeyAt = NonceAt + 12;
    private const int TagAt = KeyAt + MessageKey.Size;
    private const int Size = TagAt + 16;

    public static byte[] Wrap(ReadOnlySpan<byte> with, int version, Guid owner, ReadOnlySpan<byte> key)
    {
        var wrapped = new byte[Size];
        wrapped[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(wrapped.AsSpan(1), version);
        RandomNumberGenerator.Fill(wrapped.AsSpan(NonceAt..KeyAt));
        using var aes = new AesGcm(with, 16);
        aes.Encrypt(
            wrapped.AsSpan(NonceAt..KeyAt),
            key,
            wrapped.AsSpan(KeyAt..TagAt),
            wrapped.AsSpan(TagAt..),
            owner.ToByteArray(bigEndian: true)
        );
        return wrapped;
    }

    public static int VersionOf(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length == Size && wrapped[0] == Format
            ? BinaryPrimitives.ReadInt32BigEndian(wrapped[1..])
            : throw new CryptographicException("This is not a wrapped key.");

    /// <summary>Throws <see cref="CryptographicException"/> if the key, the owner or the bytes are not the ones it was made with.</summary>
    public static byte[] Unwrap(ReadOnlySpan<byte> with, Guid owner, ReadOnlySpan<byte> wrapped)
    {
        _ = VersionOf(wrapped);
        var key = new byte[MessageKey.Size];
        using var aes = new AesGcm(with, 16);
        aes.Decrypt(
            wrapped[NonceAt..KeyAt],
            wrapped[KeyAt..TagAt],
            wrapped[TagAt..],
            key,
            owner.ToByteArray(bigEndian: true)
        );
        return key;
    }
}
