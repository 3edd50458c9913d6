using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Takes entries out of a folder, in a transaction that holds it: counts, tombstones, uses, what hangs on them.</summary>
internal sealed class EntryRemoval(SegmentSpace space, MailboxDirectory directory, TimeProvider time)
{
    private static readonly BulkRows<(EntryRow Entry, long ModSeq, long Now)> TombstoneRows = BulkRows<(
        EntryRow Entry,
        long ModSeq,
        long Now
    )>.Insert(
        "mailboxes_tombstone",
        "",
        BulkColumn<(EntryRow Entry, long ModSeq, long Now)>.Id("folder_id", t => t.Entry.FolderId),
        BulkColumn<(EntryRow Entry, long ModSeq, long Now)>.Number("modseq", t => t.ModSeq),
        BulkColumn<(EntryRow Entry, long ModSeq, long Now)>.Number("uid", t => t.Entry.Uid),
        BulkColumn<(EntryRow Entry, long ModSeq, long Now)>.Number("removed_at", t => t.Now)
    );

    /// <summary>Removes entries that leave their mailbox too. Its row is taken here: folders first, then mailboxes.</summary>
    public async Task RemoveAsync(WriteTransaction tx, FolderState folder, IReadOnlyList<EntryRow> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var mailbox = (await MailboxState.LockAsync(tx, [folder.MailboxId]))[folder.MailboxId];
        await DetachAsync(tx, folder, entries);
        await LeaveAsync(tx, mailbox, entries);
        await EndUsesAsync(tx, mailbox, entries);
        await MailboxState.SaveAsync(tx, [mailbox]);
    }

    /// <summary>Out of the folder: the row goes, a tombstone comes, counts follow.</summary>
    public async Task DetachAsync(WriteTransaction tx, FolderState folder, IReadOnlyList<EntryRow> entries)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var modSeq = folder.NextModSeq();
        foreach (var entry in entries)
        {
            folder.Remove(entry.Flags, entry.Size);
        }

        await EntryTable.DeleteAsync(tx, entries);
        await TombstoneRows.RunAsync(tx, [.. entries.Select(e => (e, modSeq, now))]);
        if (await directory.FindAsync(tx, folder.MailboxId) is { RemembersReaders: true })
        {
            await Readings.DeleteAsync(tx, folder.Id, entries.Select(e => e.Uid));
        }
    }

    /// <summary>Out of the mailbox: quota, search and conversations follow.</summary>
    public async Task LeaveAsync(WriteTransaction tx, MailboxState mailbox, IReadOnlyList<EntryRow> entries)
    {
        mailbox.Used -= entries.Sum(e => e.Size);
        await SearchMarks.AddAsync(tx, entries.Select(e => (mailbox.Id, e.MessageId)), time.GetUtcNow());
        await ThreadTable.ForgetAsync(tx, entries.Select(e => e.ThreadId).Distinct());
    }

    /// <summary>What nobody else uses is destroyed; from a mailbox on hold it is kept.</summary>
    public Task EndUsesAsync(WriteTransaction tx, MailboxState mailbox, IReadOnlyList<EntryRow> entries) =>
        mailbox.OnHold
            ? KeptTable.AddAsync(tx, mailbox, entries, time.GetUtcNow())
            : MessageTable.EndUsesAsync(
                tx,
                entries.Select(e => new MessageUse(e.MessageId, mailbox.OrganisationId, -1, 0, MessageUse.NoKey)),
                space
            );
}
