using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A message that came to or went from a mailbox since the search index looked.</summary>
internal readonly record struct SearchMark(Guid MailboxId, Guid MessageId, long MarkedAt);

/// <summary>What the search index has still to look at. A mark is written in the transaction of what it speaks of.</summary>
internal sealed class SearchMarks(Database database)
{
    private static readonly BulkRows<SearchMark> MarkRows = BulkRows<SearchMark>.Insert(
        "mailboxes_search_mark",
        "ON CONFLICT (mailbox_id, message_id) DO UPDATE SET marked_at = excluded.marked_at",
        BulkColumn<SearchMark>.Id("mailbox_id", m => m.MailboxId),
        BulkColumn<SearchMark>.Id("message_id", m => m.MessageId),
        BulkColumn<SearchMark>.Number("marked_at", m => m.MarkedAt)
    );

    private static readonly BulkRows<SearchMark> DoneRows = BulkRows<SearchMark>.Delete(
        "mailboxes_search_mark",
        """
        mailboxes_search_mark.mailbox_id = @mailbox_id AND mailboxes_search_mark.message_id = @message_id
        AND mailboxes_search_mark.marked_at = @marked_at
        """,
        BulkColumn<SearchMark>.Id("mailbox_id", m => m.MailboxId),
        BulkColumn<SearchMark>.Id("message_id", m => m.MessageId),
        BulkColumn<SearchMark>.Number("marked_at", m => m.MarkedAt)
    );

    public static Task AddAsync(
        WriteTransaction tx,
        IEnumerable<(Guid MailboxId, Guid MessageId)> marks,
        DateTimeOffset now
    ) =>
        MarkRows.RunAsync(
            tx,
            [
                .. marks
                    .Distinct()
                    .Order()
                    .Select(m => new SearchMark(m.MailboxId, m.MessageId, now.ToUnixTimeMilliseconds())),
            ]
        );

    /// <summary>The oldest marks.</summary>
    public async Task<IReadOnlyList<SearchMark>> NextAsync(int take, CancellationToken ct = default) =>
        await database.ListAsync(
            """
            SELECT mailbox_id, message_id, marked_at FROM mailboxes_search_mark ORDER BY marked_at LIMIT @take
            """,
            row => new SearchMark(row.GetId(0), row.GetId(1), row.GetInt64(2)),
            ct,
            ("@take", (long)take)
        );

    /// <summary>Messages of a mailbox that the index does not speak of reliably yet.</summary>
    public async Task<IReadOnlyList<Guid>> OfMailboxAsync(Guid mailboxId, CancellationToken ct = default) =>
        await database.ListAsync(
            "SELECT message_id FROM mailboxes_search_mark WHERE mailbox_id = @mailboxId",
            row => row.GetId(0),
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId))
        );

    /// <summary>The index has seen these; a mark renewed meanwhile stays.</summary>
    public Task DoneAsync(IReadOnlyList<SearchMark> marks, CancellationToken ct = default) =>
        database.WriteAsync(tx => DoneRows.RunAsync(tx, marks), ct);

    /// <summary>Marks everything: the index is to be made anew.</summary>
    public Task MarkAllAsync(DateTimeOffset now, CancellationToken ct = default) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO mailboxes_search_mark (mailbox_id, message_id, marked_at)
                    SELECT DISTINCT f.mailbox_id, e.message_id, CAST(@now AS bigint)
                    FROM mailboxes_folder f JOIN mailboxes_entry e ON e.folder_id = f.id
                    WHERE true
                    ON CONFLICT (mailbox_id, message_id) DO UPDATE SET marked_at = excluded.marked_at
                    """,
                    new { now }
                ),
            ct
        );
}
