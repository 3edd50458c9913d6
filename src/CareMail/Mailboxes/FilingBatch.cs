using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Files many calls in one transaction: takes the rows of folders and mailboxes once, decides each call in memory, then
/// writes each table once.
/// </summary>
internal sealed class FilingBatch(
    IReadOnlyList<FilingCall> calls,
    FolderChanges changes,
    MailboxLimits limits,
    DateTimeOffset now
)
{
    private readonly List<EntryRow> _entries = [];
    private readonly List<MessageUse> _uses = [];
    private readonly Dictionary<Guid, StoredMessage> _messages = [];
    private Dictionary<Guid, FolderState> _folders = [];
    private Dictionary<Guid, MailboxState> _mailboxes = [];

    public async Task WriteAsync(WriteTransaction tx)
    {
        var filings = calls.SelectMany(c => c.Filings).ToList();
        _folders = await FolderState.LockAsync(tx, filings.Select(f => f.FolderId).Distinct());
        _mailboxes = await MailboxState.LockAsync(tx, filings.Select(f => f.MailboxId).Distinct());
        var threads = await ThreadTable.LoadAsync(tx, filings.Select(f => (f.MailboxId, f.ThreadKeys)));
        foreach (var call in calls)
        {
            call.Result = Refusal(call) ?? Place(call, threads);
        }

        await MessageTable.InsertAsync(tx, _messages.Values, now);
        await MessageTable.AddUsesAsync(tx, _uses);
        await EntryTable.InsertAsync(tx, _entries);
        await threads.SaveAsync(tx);
        await SearchMarks.AddAsync(tx, _entries.Select(e => (_folders[e.FolderId].MailboxId, e.MessageId)), now);
        await FolderState.SaveAsync(tx, _folders.Values, changes);
        await MailboxState.SaveAsync(tx, _mailboxes.Values);
        // Everything is written that others may read in this transaction; whatever they change stays changed.
        foreach (var call in calls.Where(c => c.WillBeFiled && c.Alongside is not null))
        {
            await call.Alongside!(tx);
        }
    }

    /// <summary>Why nothing of a call can be filed; null if all of it can.</summary>
    private FilingResult? Refusal(FilingCall call)
    {
        var more = new Dictionary<Guid, long>();
        for (var i = 0; i < call.Filings.Count; i++)
        {
            var filing = call.Filings[i];
            more[filing.MailboxId] = more.GetValueOrDefault(filing.MailboxId) + filing.Message.Size;
            var outcome = Outcome(filing, more[filing.MailboxId]);
            if (outcome != FilingOutcome.Filed)
            {
                return new FilingResult(outcome, [], i);
            }
        }

        return null;
    }

    private FilingOutcome Outcome(ReadyFiling filing, long size)
    {
        if (!_mailboxes.TryGetValue(filing.MailboxId, out var mailbox))
        {
            return FilingOutcome.NoSuchMailbox;
        }

        if (mailbox.OrganisationId != filing.OrganisationId)
        {
            throw new MailboxMovedException(filing.MailboxId);
        }

        if (!_folders.TryGetValue(filing.FolderId, out var folder) || folder.MailboxId != filing.MailboxId)
        {
            return FilingOutcome.NoSuchFolder;
        }

        if (!filing.Placement.EvenOverQuota && !mailbox.HasRoomFor(size))
        {
            return FilingOutcome.OverQuota;
        }

        return
            Keywords.AreAllowed(filing.Placement.Keywords, limits)
            && Keywords.TryAdopt([.. folder.Keywords], filing.Placement.Keywords, limits)
            ? FilingOutcome.Filed
            : FilingOutcome.KeywordRefused;
    }

    private FilingResult Place(FilingCall call, ThreadTable threads)
    {
        var filed = new FiledEntry[call.Filings.Count];
        for (var i = 0; i < filed.Length; i++)
        {
            filed[i] = Place(call.Filings[i], threads);
        }

        foreach (var retention in call.Retained)
        {
            Use(retention.Message, retention.OrganisationId, retention.WrappedKey, entries: 0, held: 1);
        }

        return new FilingResult(FilingOutcome.Filed, filed);
    }

    private FiledEntry Place(ReadyFiling filing, ThreadTable threads)
    {
        var (message, placement) = (filing.Message, filing.Placement);
        var folder = _folders[filing.FolderId];
        Keywords.TryAdopt(folder.Keywords, placement.Keywords, limits);
        var modSeq = folder.NextModSeq();
        var entry = new EntryRow(
            folder.Id,
            folder.Add(placement.Flags, message.Size),
            modSeq,
            placement.Flags,
            Keywords.Write(Keywords.Spelled(folder.Keywords, placement.Keywords)),
            placement.Received.ToUnixTimeMilliseconds(),
            message.Size,
            message.Id,
            threads.Assign(filing.MailboxId, filing.ThreadKeys, message.Id)
        );
        _entries.Add(entry);
        _mailboxes[filing.MailboxId].Used += message.Size;
        Use(message, filing.OrganisationId, filing.WrappedKey, entries: 1, held: 0);
        return new FiledEntry(folder.Id, folder.UidValidity, (uint)entry.Uid);
    }

    private void Use(StoredMessage message, Guid organisationId, byte[] wrapped, long entries, long held)
    {
        _messages.TryAdd(message.Id, message);
        _uses.Add(new MessageUse(message.Id, organisationId, entries, held, wrapped));
    }
}
