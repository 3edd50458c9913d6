using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>COPY, MOVE and EXPUNGE. RFC 9051 §6.4.3, §6.4.7, §6.4.8; the UIDs in the answers are RFC 4315's.</summary>
internal static class TransferCommands
{
    public static async Task<ImapReply> CopyAsync(ImapSession session, ImapRequest request)
    {
        var (refusal, uids, target) = await PrepareAsync(session, request);
        if (refusal is { } refused)
        {
            return refused;
        }

        var result = await session.Services.View.CopyAsync(session.Selected!.Id, uids, target, session.Closed);
        session.Selected.Touch();
        return Refusal(result) ?? Copied(result, "Copied");
    }

    public static async Task<ImapReply> MoveAsync(ImapSession session, ImapRequest request)
    {
        if (session.Selected!.ReadOnly)
        {
            return ImapReply.ReadOnly;
        }

        var (refusal, uids, target) = await PrepareAsync(session, request);
        if (refusal is { } refused)
        {
            return refused;
        }

        var result = await session.Services.View.MoveAsync(session.Selected.Id, uids, target, session.Closed);
        session.Selected.Touch();
        // RFC 6851 §4.3: the new UIDs first, then EXPUNGE for what went, even where the rest could not go.
        if (result.Entries.Count > 0)
        {
            session.Writer.Raw("* OK ["u8).Ascii(CopyUid(result)).Raw("] Moved\r\n"u8);
        }

        return Refusal(result) ?? ImapReply.Done("Moved");
    }

    /// <summary>EXPUNGE, and UID EXPUNGE of some. The client hears of it as news, together with what others expunged.</summary>
    public static async Task<ImapReply> ExpungeAsync(ImapSession session, ImapRequest request)
    {
        var selected = session.Selected!;
        if (selected.ReadOnly)
        {
            return ImapReply.ReadOnly;
        }

        UidSet? some = null;
        if (request.Arguments is ExpungeArguments { Set: var set })
        {
            some = await selected.ResolveAsync(session, set, uid: true);
        }

        await session.Services.View.ExpungeAsync(selected.Id, some, session.Closed);
        selected.Touch();
        return ImapReply.Done("Expunged");
    }

    private static async Task<(ImapReply? Refusal, UidSet Uids, Guid Target)> PrepareAsync(
        ImapSession session,
        ImapRequest request
    )
    {
        var arguments = (CopyArguments)request.Arguments;
        if (await session.Selected!.ResolveAsync(session, arguments.Set, request.Uid) is not { } uids)
        {
            return (ImapReply.Bad("There is no message with that number"), UidSet.None, default);
        }

        return await session.Names.FindAsync(arguments.Name) is { } target
            ? (null, uids, target.Id)
            : (ImapReply.NoSuchTarget, uids, default);
    }

    private static ImapReply? Refusal(TransferResult result) =>
        result.Outcome switch
        {
            TransferOutcome.Done => null,
            TransferOutcome.NoSuchFolder => ImapReply.NoSuchTarget,
            TransferOutcome.OverQuota => ImapReply.OverQuota,
        };

    private static ImapReply Copied(TransferResult result, string text) =>
        result.Entries.Count == 0 ? ImapReply.Done(text) : ImapReply.Done(CopyUid(result), text);

    private static string CopyUid(TransferResult result) =>
        $"COPYUID {result.UidValidity} {SequenceSet.Format(result.Entries.Select(e => e.From))} "
        + SequenceSet.Format(result.Entries.Select(e => e.To));
}
