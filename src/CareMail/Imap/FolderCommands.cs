using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE. RFC 9051 §6.3.4–6.3.8.</summary>
internal static class FolderCommands
{
    public static async Task<ImapReply> CreateAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (CreateArguments)request.Arguments;
        if (arguments.Uses.Count > 0)
        {
            // RFC 6154 §3: the folders with a special use are there from the start.
            return ImapReply.No("USEATTR", "Folders with a special use are there already");
        }

        // RFC 9051 §6.3.4: a delimiter at the end only says that folders below will follow.
        if (await session.Names.ResolveAsync(arguments.Name?.TrimEnd(MailboxName.Delimiter)) is not { } place)
        {
            return ImapReply.BadName;
        }

        var result = await session.Services.Tree.CreateAsync(place.Mailbox.Id, place.Name, session.Closed);
        return Answer(result.Outcome, "Created");
    }

    public static async Task<ImapReply> DeleteAsync(ImapSession session, ImapRequest request)
    {
        if (await session.Names.ResolveAsync(NameOf(request)) is not { } place)
        {
            return ImapReply.NoSuchFolder;
        }

        var result = await session.Services.Tree.DeleteAsync(place.Mailbox.Id, place.Name, session.Closed);
        return Answer(result.Outcome, "Deleted");
    }

    public static async Task<ImapReply> RenameAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (RenameArguments)request.Arguments;
        if (await session.Names.ResolveAsync(arguments.From) is not { } from)
        {
            return ImapReply.NoSuchFolder;
        }

        if (await session.Names.ResolveAsync(arguments.To) is not { } to)
        {
            return ImapReply.BadName;
        }

        if (from.Mailbox.Id != to.Mailbox.Id)
        {
            return ImapReply.No("CANNOT", "A folder stays in its mailbox; move the messages instead");
        }

        var result = await session.Services.Tree.RenameAsync(from.Mailbox.Id, from.Name, to.Name, session.Closed);
        return Answer(result.Outcome, "Renamed");
    }

    public static async Task<ImapReply> SubscribeAsync(ImapSession session, ImapRequest request)
    {
        if (await session.Names.ResolveAsync(NameOf(request)) is not { } place)
        {
            return ImapReply.NoSuchFolder;
        }

        var tree = session.Services.Tree;
        return Answer(
            await tree.SubscribeAsync(session.AccountId, place.Mailbox.Id, place.Name, session.Closed),
            "Subscribed"
        );
    }

    public static async Task<ImapReply> UnsubscribeAsync(ImapSession session, ImapRequest request)
    {
        if (await session.Names.ResolveAsync(NameOf(request)) is not { } place)
        {
            return ImapReply.NoSuchFolder;
        }

        var tree = session.Services.Tree;
        return Answer(
            await tree.UnsubscribeAsync(session.AccountId, place.Mailbox.Id, place.Name, session.Closed),
            "Unsubscribed"
        );
    }

    private static string? NameOf(ImapRequest request) => ((MailboxArguments)request.Arguments).Name;

    private static ImapReply Answer(FolderOutcome outcome, string done) =>
        outcome switch
        {
            FolderOutcome.Done => ImapReply.Done(done),
            FolderOutcome.AlreadyExists => ImapReply.No("ALREADYEXISTS", "There is such a folder already"),
            FolderOutcome.NoSuchFolder or FolderOutcome.NoSuchMailbox => ImapReply.NoSuchFolder,
            FolderOutcome.BadName => ImapReply.BadName,
            FolderOutcome.NameTooLong => ImapReply.No("CANNOT", "That name is too long"),
            FolderOutcome.TooDeep => ImapReply.No("CANNOT", "Folders cannot go that deep"),
            FolderOutcome.TooManyFolders => ImapReply.No("LIMIT", "There are too many folders"),
            FolderOutcome.Protected => ImapReply.No("CANNOT", "This folder stays as it is"),
            FolderOutcome.HasChildren => ImapReply.No("HASCHILDREN", "Delete the folders below it first"),
            FolderOutcome.TooManySubscriptions => ImapReply.No("LIMIT", "There are too many subscriptions"),
        };
}
