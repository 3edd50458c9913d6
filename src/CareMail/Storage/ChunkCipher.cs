using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// The chunks a message is encrypted in: 64 KiB each, AES-256-GCM, the tag behind each. The nonce holds the chunk's number
/// and whether it is the last, so that chunks cannot be exchanged, repeated or cut off; the key is the message's own, so
/// no nonce is used twice. Not thread-safe, because AesGcm is not: make one per use.
/// </summary>
internal sealed class ChunkCipher(MessageKey key) : IDisposable
{
    public const int ChunkSize = 64 << 10;
    public const int TagSize = 16;
    public const int StoredChunkSize = ChunkSize + TagSize;

    /// <summary>The lead of a large message is a second sequence of chunks under the same key.</summary>
    public const byte Body = 0;
    public const byte Lead = 1;

    private readonly AesGcm _aes = new(key.Bytes, TagSize);

    /// <summary>An empty message has one empty chunk: even nothing is authenticated.</summary>
    public static long ChunksOf(long length) => Math.Max(1, (length + ChunkSize - 1) / ChunkSize);

    public static long StoredLength(long length) => length + (ChunksOf(length) * TagSize);

    public void Encrypt(byte sequence, long chunk, bool last, ReadOnlySpan<byte> plain, Span<byte> stored)
    {
        Span<byte> nonce = stackalloc byte[12];
        Nonce(nonce, sequence, chunk, last);
        _aes.Encrypt(nonce, plain, stored[..plain.Length], stored.Slice(plain.Length, TagSize));
    }

    public void Decrypt(byte sequence, long chunk, bool last, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[12];
        Nonce(nonce, sequence, chunk, last);
        try
        {
            _aes.Decrypt(nonce, stored[..^TagSize], stored[^TagSize..], plain);
        }
        catch (AuthenticationTagMismatchException wrong)
        {
            throw new MessageDamagedException($"Chunk {chunk} of the message is not what was stored.", wrong);
        }
    }

    public void Dispose() => _aes.Dispose();

    private static void Nonce(Span<byte> nonce, byte sequence, long chunk, bool last)
    {
        nonce.Clear();
        nonce[0] = sequence;
        nonce[1] = last ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], chunk);
    }
}
