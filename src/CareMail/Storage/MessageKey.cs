using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>The random AES-256 key of one message. Used for that message's bytes only, and kept only wrapped.</summary>
public sealed class MessageKey
{
    public const int Size = 32;

    private readonly byte[] _bytes;

    private MessageKey(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    public static MessageKey New() => new(RandomNumberGenerator.GetBytes(Size));

    internal static MessageKey From(byte[] bytes) =>
        bytes.Length == Size ? new MessageKey(bytes) : throw new CryptographicException("A message key has 32 bytes.");
}
