using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>Changing flags. RFC 9051 §6.4.6; UNCHANGEDSINCE is RFC 7162 §3.1.3.</summary>
internal static class StoreCommand
{
    public static async Task<ImapReply> StoreAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (StoreArguments)request.Arguments;
        var selected = session.Selected!;
        if (selected.ReadOnly)
        {
            return ImapReply.ReadOnly;
        }

        if (!FlagWriter.TryParse(arguments.Flags, out var flags, out var keywords))
        {
            return ImapReply.No("CANNOT", "There is no such system flag");
        }

        if (await selected.ResolveAsync(session, arguments.Set, request.Uid) is not { } uids)
        {
            return ImapReply.Bad("There is no message with that number");
        }

        // RFC 7162 §3.1: naming a mod-sequence shows that the client knows them.
        session.CondStore |= arguments.UnchangedSince is not null;
        var operation = arguments.Mode switch
        {
            StoreMode.Add => FlagOperation.Add,
            StoreMode.Remove => FlagOperation.Remove,
            StoreMode.Replace => FlagOperation.Replace,
        };
        var result = await session.Services.View.StoreFlagsAsync(
            selected.Id,
            uids,
            new FlagChange(operation, flags, keywords),
            arguments.UnchangedSince,
            session.AccountId,
            session.Closed
        );
        selected.Touch();
        switch (result.Outcome)
        {
            case FlagOutcome.NoSuchFolder:
                return ImapReply.NoSuchFolder;
            case FlagOutcome.KeywordRefused:
                return ImapReply.No("LIMIT", "Too many keywords, or one that is too long");
            case FlagOutcome.Done:
            default:
                await TellAsync(session, selected, result, arguments);
                return await AnswerAsync(session, selected, result, request.Uid);
        }
    }

    private static async Task TellAsync(
        ImapSession session,
        SelectedFolder selected,
        FlagResult result,
        StoreArguments arguments
    )
    {
        var all = await selected.UidsAsync(session);
        foreach (var entry in result.Entries)
        {
            if (SelectedFolder.SequenceOf(all, entry.Uid) is not (> 0 and var number))
            {
                continue;
            }

            selected.Told(entry.Uid, entry.ModSeq);
            if (!arguments.Silent)
            {
                FlagWriter.Fetch(session, number, entry.Uid, entry.ModSeq, entry.Flags, entry.Keywords);
            }
            else if (session.CondStore && (entry.Changed || arguments.UnchangedSince is not null))
            {
                // RFC 7162 §3.1.3: the mod-sequence is told even when the flags are not.
                session.Writer.Raw("* "u8).Number(number).Raw(" FETCH (UID "u8).Number(entry.Uid);
                session.Writer.Raw(" MODSEQ ("u8).Number(entry.ModSeq).Raw("))\r\n"u8);
            }
        }
    }

    private static async Task<ImapReply> AnswerAsync(
        ImapSession session,
        SelectedFolder selected,
        FlagResult result,
        bool uid
    )
    {
        if (result.Modified.Count == 0)
        {
            return ImapReply.Done("Stored");
        }

        var all = await selected.UidsAsync(session);
        var modified = result.Modified.Order();
        var set = SequenceSet.Format(
            uid ? modified : modified.Select(u => (uint)SelectedFolder.SequenceOf(all, u)).Where(n => n > 0)
        );
        return set.Length == 0
            ? ImapReply.Done("Stored")
            : ImapReply.Done($"MODIFIED {set}", "Some had changed meanwhile and were left alone");
    }
}
