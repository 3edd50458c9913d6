using CareMail.Storage;

namespace CareMail.Mailboxes;

internal readonly record struct ReadingRow(Guid FolderId, long Uid, Guid AccountId, long ReadAt);

/// <summary>Who opened which message of a shared mailbox. It goes with the entry when that moves.</summary>
internal static class Readings
{
    private static readonly BulkRows<ReadingRow> InsertRows = BulkRows<ReadingRow>.Insert(
        "mailboxes_reading",
        "ON CONFLICT DO NOTHING",
        BulkColumn<ReadingRow>.Id("folder_id", r => r.FolderId),
        BulkColumn<ReadingRow>.Number("uid", r => r.Uid),
        BulkColumn<ReadingRow>.Id("account_id", r => r.AccountId),
        BulkColumn<ReadingRow>.Number("read_at", r => r.ReadAt)
    );

    public static Task AddAsync(WriteTransaction tx, IReadOnlyList<ReadingRow> readings) =>
        InsertRows.RunAsync(tx, readings);

    public static async Task<List<ReadingRow>> OfAsync(WriteTransaction tx, Guid folderId, IEnumerable<long> uids) =>
        await tx.ListAsync(
            $"""
            SELECT uid, account_id, read_at FROM mailboxes_reading
            WHERE folder_id = @folderId AND {SqlIds.InNumbers(tx.Engine, "uid", "@uids")}
            """,
            row => new ReadingRow(folderId, row.GetInt64(0), row.GetId(1), row.GetInt64(2)),
            ("@folderId", tx.Id(folderId)),
            ("@uids", SqlIds.List(tx.Engine, uids))
        );

    public static Task DeleteAsync(WriteTransaction tx, Guid folderId, IEnumerable<long> uids) =>
        tx.ExecuteAsync(
            $"""
            DELETE FROM mailboxes_reading
            WHERE folder_id = @folderId AND {SqlIds.InNumbers(tx.Engine, "uid", "@uids")}
            """,
            new { folderId, uids = SqlIds.List(tx.Engine, uids) }
        );
}
