using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>How full a mailbox is. RFC 9208. The root of one's own is called <c>""</c>, of others <c>Shared/name</c>.</summary>
internal static class QuotaCommands
{
    public static async Task<ImapReply> GetQuotaRootAsync(ImapSession session, ImapRequest request)
    {
        var name = ((MailboxArguments)request.Arguments).Name;
        if (await session.Names.ResolveAsync(name) is not { } place)
        {
            return ImapReply.NoSuchFolder;
        }

        var root = await RootAsync(session, place.Mailbox);
        session.Writer.Raw("* QUOTAROOT "u8).Mailbox(await NameAsync(session, place)).Space().Mailbox(root).End();
        await WriteAsync(session, root, place.Mailbox);
        return ImapReply.Done("That is the quota");
    }

    public static async Task<ImapReply> GetQuotaAsync(ImapSession session, ImapRequest request)
    {
        var root = ((QuotaArguments)request.Arguments).Root;
        foreach (var grant in await session.Names.MailboxesAsync())
        {
            var name = await RootAsync(session, grant.Mailbox);
            if (name.Equals(root, StringComparison.OrdinalIgnoreCase))
            {
                await WriteAsync(session, name, grant.Mailbox);
                return ImapReply.Done("That is the quota");
            }
        }

        return ImapReply.No("NONEXISTENT", "There is no such quota root");
    }

    public static Task<ImapReply> SetQuotaAsync(ImapSession session, ImapRequest request) =>
        Task.FromResult(ImapReply.No("NOPERM", "Quotas are set by an administrator"));

    private static async Task<string> NameAsync(ImapSession session, FolderPlace place) =>
        await session.Names.PrefixAsync(place.Mailbox) + place.Name;

    private static async Task<string> RootAsync(ImapSession session, Mailbox mailbox) =>
        (await session.Names.PrefixAsync(mailbox)).TrimEnd(MailboxName.Delimiter);

    private static async Task WriteAsync(ImapSession session, string root, Mailbox known)
    {
        var mailbox = await session.Services.Access.FindAsync(known.Id, session.Closed) ?? known;
        // RFC 9208 §5.1: STORAGE counts in units of 1,024 octets.
        session.Writer.Raw("* QUOTA "u8).Mailbox(root).Raw(" (STORAGE "u8);
        session.Writer.Number((mailbox.UsedBytes + 1023) / 1024).Space().Number(mailbox.QuotaBytes / 1024);
        session.Writer.Raw(")\r\n"u8);
    }
}
