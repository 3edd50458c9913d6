using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Mailboxes;

/// <summary>The Message-IDs that put a message into its conversation, hashed: own first, then the nearest reference.</summary>
internal static class ThreadHash
{
    public static long[] Of(ThreadKeys keys, MailboxLimits limits)
    {
        var ids = keys.References.Reverse();
        if (keys.MessageId is { } own)
        {
            ids = ids.Prepend(own);
        }

        return [.. ids.Distinct(StringComparer.Ordinal).Take(limits.ThreadLookups).Select(Hash)];
    }

    private static long Hash(string messageId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(messageId), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
