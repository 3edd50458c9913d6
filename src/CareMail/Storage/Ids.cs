using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CareMail.Storage;

/// <summary>
/// Makes the ids of everything: UUID version 7 (RFC 9562 §5.7), each greater than the one before it in this process,
/// so that rows written in order are stored in order.
/// </summary>
public static class Ids
{
    // Milliseconds since 1970, then twelve bits of counter: the method of RFC 9562 §6.2 "fixed bit-length counter".
    private static long _last;

    public static Guid New()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        long last;
        long next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        } while (Interlocked.CompareExchange(ref _last, next, last) != last);

        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id[8..]);
        BinaryPrimitives.WriteInt64BigEndian(id, ((next >> 12) << 16) | 0x7000 | (next & 0xFFF));
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
