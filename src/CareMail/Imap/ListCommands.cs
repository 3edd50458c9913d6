using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>LIST in all its forms, LSUB and STATUS. RFC 9051 §6.3.9, §6.3.11; RFC 3501 §6.3.9.</summary>
internal static class ListCommands
{
    public static async Task<ImapReply> ListAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (ListArguments)request.Arguments;
        if (!arguments.Extended && arguments.Patterns is [""])
        {
            // RFC 9051 §6.3.9: an empty name asks for the delimiter.
            session.Writer.Raw("* LIST (\\Noselect) \"/\" \"\"\r\n"u8);
            return ImapReply.Done("Listed");
        }

        var names = await FolderListing.OfAsync(session);
        foreach (var listed in names.Select(arguments))
        {
            Write(session, listed, arguments);
        }

        return ImapReply.Done("Listed");
    }

    public static async Task<ImapReply> LsubAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (ListArguments)request.Arguments;
        var names = await FolderListing.OfAsync(session);
        foreach (var (name, isSubscribed) in names.SelectSubscribed(arguments))
        {
            session.Writer.Raw("* LSUB ("u8).Raw(isSubscribed ? ""u8 : "\\Noselect"u8).Raw(") \"/\" "u8);
            session.Writer.Mailbox(name).End();
        }

        return ImapReply.Done("Listed");
    }

    public static async Task<ImapReply> StatusAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (StatusArguments)request.Arguments;
        if (await session.Names.FindAsync(arguments.Name) is not { } folder)
        {
            return ImapReply.NoSuchFolder;
        }

        WriteStatus(session, arguments.Name ?? "", folder, arguments.Items);
        return ImapReply.Done("That is how it stands");
    }

    private static void Write(ImapSession session, ListedFolder listed, ListArguments arguments)
    {
        var writer = session.Writer.Raw("* LIST ("u8);
        var attributes = listed.Attributes(arguments);
        writer.Ascii(string.Join(' ', attributes)).Raw(") \"/\" "u8).Mailbox(listed.Name);
        if (listed.HasSubscribedBelow)
        {
            // RFC 5258 §3.5: why a name is listed that is not subscribed itself.
            writer.Raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"u8);
        }

        writer.End();
        if (arguments.Return.HasFlag(ListReturn.Status) && listed.Folder is { } folder)
        {
            WriteStatus(session, listed.Name, folder, arguments.Status);
        }
    }

    private static void WriteStatus(ImapSession session, string name, Folder folder, StatusItems items)
    {
        var writer = session.Writer.Raw("* STATUS "u8).Mailbox(name).Raw(" ("u8);
        var first = true;
        Item(StatusItems.Messages, "MESSAGES "u8, folder.Messages);
        Item(StatusItems.Recent, "RECENT "u8, 0);
        Item(StatusItems.UidNext, "UIDNEXT "u8, folder.UidNext);
        Item(StatusItems.UidValidity, "UIDVALIDITY "u8, folder.UidValidity);
        Item(StatusItems.Unseen, "UNSEEN "u8, folder.Unseen);
        Item(StatusItems.Deleted, "DELETED "u8, folder.Deleted);
        Item(StatusItems.Size, "SIZE "u8, (ulong)folder.Size);
        Item(StatusItems.AppendLimit, "APPENDLIMIT "u8, (ulong)session.Services.Limits.MessageBytes);
        Item(StatusItems.HighestModSeq, "HIGHESTMODSEQ "u8, folder.HighestModSeq);
        writer.Raw(")\r\n"u8);
        // RFC 7162 §3.1: asking for it shows that the client knows mod-sequences.
        session.CondStore |= items.HasFlag(StatusItems.HighestModSeq);

        void Item(StatusItems item, ReadOnlySpan<byte> word, ulong number)
        {
            if (items.HasFlag(item))
            {
                (first ? writer : writer.Space()).Raw(word).Number(number);
                first = false;
            }
        }
    }
}
