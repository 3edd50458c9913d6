using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>What left mailboxes on hold.</summary>
internal static class KeptTable
{
    private static readonly BulkRows<(EntryRow Entry, MailboxState From, long Now)> InsertRows = BulkRows<(
        EntryRow Entry,
        MailboxState From,
        long Now
    )>.Insert(
        "mailboxes_kept",
        "",
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Id("folder_id", k => k.Entry.FolderId),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Number("uid", k => k.Entry.Uid),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Id("mailbox_id", k => k.From.Id),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Id("organisation_id", k => k.From.OrganisationId),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Id("message_id", k => k.Entry.MessageId),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Number("received_at", k => k.Entry.ReceivedAt),
        BulkColumn<(EntryRow Entry, MailboxState From, long Now)>.Number("removed_at", k => k.Now)
    );

    /// <summary>They are in no folder any more, and used all the same.</summary>
    public static async Task AddAsync(
        WriteTransaction tx,
        MailboxState from,
        IReadOnlyList<EntryRow> entries,
        DateTimeOffset now
    )
    {
        await InsertRows.RunAsync(tx, [.. entries.Select(e => (e, from, now.ToUnixTimeMilliseconds()))]);
        await MessageTable.ChangeUsesAsync(
            tx,
            entries.Select(e => new MessageUse(e.MessageId, from.OrganisationId, -1, 1, MessageUse.NoKey))
        );
    }

    /// <summary>Takes some of them out of the table.</summary>
    public static async Task<IReadOnlyList<MessageUse>> TakeAsync(WriteTransaction tx, Guid mailboxId, int most) =>
        await tx.ListAsync(
            """
            DELETE FROM mailboxes_kept WHERE (folder_id, uid) IN
                (SELECT folder_id, uid FROM mailboxes_kept WHERE mailbox_id = @mailboxId ORDER BY removed_at LIMIT @most)
            RETURNING message_id, organisation_id
            """,
            row => new MessageUse(row.GetId(0), row.GetId(1), 0, -1, MessageUse.NoKey),
            ("@mailboxId", tx.Id(mailboxId)),
            ("@most", (long)most)
        );
}
