using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>Opening and leaving a folder. RFC 9051 §6.3.2, §6.3.3, §6.4.1, §6.4.2.</summary>
internal static class SelectCommands
{
    public static async Task<ImapReply> SelectAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (SelectArguments)request.Arguments;
        if (session.Selected is not null)
        {
            // RFC 9051 §6.3.2: also when the new folder cannot be opened.
            session.Select(null);
            session.Writer.Raw("* OK [CLOSED] The folder before is closed\r\n"u8);
        }

        session.CondStore |= arguments.CondStore;
        var readOnly = request.Verb == ImapVerb.Examine;
        if (
            await session.Names.FindAsync(arguments.Name) is not { } found
            || await session.Services.Access.FolderAsync(session.AccountId, found.Id, session.Closed) is null
            || await SelectedFolder.OpenAsync(session, found, readOnly) is not { } opened
        )
        {
            return ImapReply.NoSuchFolder;
        }

        session.Select(opened.Selected);
        var (writer, folder) = (session.Writer, opened.Folder);
        FlagWriter.Lists(writer, folder, readOnly);
        writer.Raw("* "u8).Number(folder.Messages).Raw(" EXISTS\r\n"u8);
        if (session.Rev2)
        {
            // RFC 9051 §6.3.2: the name as it is spelled here.
            writer.Raw("* LIST () \"/\" "u8).Mailbox(arguments.Name ?? "").End();
        }
        else
        {
            writer.Raw("* 0 RECENT\r\n"u8);
        }

        writer.Raw("* OK [UIDVALIDITY "u8).Number(folder.UidValidity).Raw("] UIDs are valid\r\n"u8);
        writer.Raw("* OK [UIDNEXT "u8).Number(folder.UidNext).Raw("] The next UID\r\n"u8);
        writer.Raw("* OK [HIGHESTMODSEQ "u8).Number(folder.HighestModSeq).Raw("] Newest change\r\n"u8);
        return readOnly ? ImapReply.Done("READ-ONLY", "Opened to read") : ImapReply.Done("READ-WRITE", "Opened");
    }

    /// <summary>Expunges without telling, and closes.</summary>
    public static async Task<ImapReply> CloseAsync(ImapSession session, ImapRequest request)
    {
        if (session.Selected is { ReadOnly: false } folder)
        {
            await session.Services.View.ExpungeAsync(folder.Id, ct: session.Closed);
        }

        session.Select(null);
        return ImapReply.Done("Closed");
    }

    public static Task<ImapReply> UnselectAsync(ImapSession session, ImapRequest request)
    {
        session.Select(null);
        return Task.FromResult(ImapReply.Done("Closed"));
    }
}
