using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>Folder names between the wire and the program. The delimiter is <c>/</c>.</summary>
public static class MailboxName
{
    public const string Inbox = "INBOX";
    public const char Delimiter = '/';

    /// <summary>The name a client means, or <c>null</c> when the bytes spell none. INBOX comes in capitals.</summary>
    public static string? FromWire(ReadOnlySpan<byte> bytes, bool utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        // A rev1 client that sends 8-bit names means UTF-8; there is nothing else it could mean.
        var name = utf8 || !Ascii.IsValid(bytes) ? text : ModifiedUtf7.Decode(text);
        return name is null ? null : Canonical(name);
    }

    /// <summary>RFC 9051 §5.1: INBOX is INBOX in any case, also as the parent of others.</summary>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isInbox =
            name.StartsWith(Inbox, StringComparison.OrdinalIgnoreCase)
            && (name.Length == Inbox.Length || name[Inbox.Length] == Delimiter);
        return isInbox ? Inbox + name[Inbox.Length..] : name;
    }

    public static string ToWire(string name, bool utf8) => utf8 ? name : ModifiedUtf7.Encode(name);
}
