using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>An entry as it is written.</summary>
internal readonly record struct EntryRow(
    Guid FolderId,
    long Uid,
    long ModSeq,
    MessageFlags Flags,
    string Keywords,
    long ReceivedAt,
    long Size,
    Guid MessageId,
    Guid ThreadId
);

/// <summary>The rows of entries.</summary>
internal static class EntryTable
{
    /// <summary>In the order <see cref="Read(DbDataReader)"/> and <see cref="ReadRow"/> take them.</summary>
    public const string Columns =
        "e.uid, e.modseq, e.flags, e.keywords, e.received_at, e.size, e.message_id, e.thread_id";

    public const int ColumnCount = 8;

    private static readonly BulkRows<EntryRow> InsertRows = BulkRows<EntryRow>.Insert(
        "mailboxes_entry",
        "",
        BulkColumn<EntryRow>.Id("folder_id", e => e.FolderId),
        BulkColumn<EntryRow>.Number("uid", e => e.Uid),
        BulkColumn<EntryRow>.Number("modseq", e => e.ModSeq),
        BulkColumn<EntryRow>.Number("flags", e => (long)e.Flags),
        BulkColumn<EntryRow>.Text("keywords", e => e.Keywords),
        BulkColumn<EntryRow>.Number("received_at", e => e.ReceivedAt),
        BulkColumn<EntryRow>.Number("size", e => e.Size),
        BulkColumn<EntryRow>.Id("message_id", e => e.MessageId),
        BulkColumn<EntryRow>.Id("thread_id", e => e.ThreadId)
    );

    private static readonly BulkRows<EntryRow> FlagRows = BulkRows<EntryRow>.Update(
        "mailboxes_entry",
        "flags = @flags, keywords = @keywords, modseq = @modseq",
        "mailboxes_entry.folder_id = @folder_id AND mailboxes_entry.uid = @uid",
        BulkColumn<EntryRow>.Number("flags", e => (long)e.Flags),
        BulkColumn<EntryRow>.Text("keywords", e => e.Keywords),
        BulkColumn<EntryRow>.Number("modseq", e => e.ModSeq),
        BulkColumn<EntryRow>.Id("folder_id", e => e.FolderId),
        BulkColumn<EntryRow>.Number("uid", e => e.Uid)
    );

    private static readonly BulkRows<EntryRow> DeleteRows = BulkRows<EntryRow>.Delete(
        "mailboxes_entry",
        "mailboxes_entry.folder_id = @folder_id AND mailboxes_entry.uid = @uid",
        BulkColumn<EntryRow>.Id("folder_id", e => e.FolderId),
        BulkColumn<EntryRow>.Number("uid", e => e.Uid)
    );

    public static Task InsertAsync(WriteTransaction tx, IReadOnlyList<EntryRow> entries) =>
        InsertRows.RunAsync(tx, entries);

    public static Task UpdateFlagsAsync(WriteTransaction tx, IReadOnlyList<EntryRow> entries) =>
        FlagRows.RunAsync(tx, entries);

    public static Task DeleteAsync(WriteTransaction tx, IReadOnlyList<EntryRow> entries) =>
        DeleteRows.RunAsync(tx, entries);

    public static FolderEntry Read(DbDataReader row) => Read(row, 0);

    public static FolderEntry Read(DbDataReader row, int at) =>
        new(
            (uint)row.GetInt64(at),
            (ulong)row.GetInt64(at + 1),
            (MessageFlags)row.GetInt64(at + 2),
            Keywords.Read(row.GetString(at + 3)),
            row.GetInstant(at + 4),
            row.GetInt64(at + 5),
            row.GetId(at + 6),
            row.GetId(at + 7)
        );

    public static EntryRow ReadRow(DbDataReader row, Guid folderId) =>
        new(
            folderId,
            row.GetInt64(0),
            row.GetInt64(1),
            (MessageFlags)row.GetInt64(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetId(6),
            row.GetId(7)
        );

    /// <summary>The entries of a set inside a transaction that holds the folder, by UID.</summary>
    public static async Task<List<EntryRow>> OfAsync(
        WriteTransaction tx,
        Guid folderId,
        UidSet uids,
        string condition = "e.uid > 0"
    )
    {
        var entries = new List<EntryRow>();
        foreach (var range in UidRanges.Of(tx.Engine, uids))
        {
            entries.AddRange(
                await tx.ListAsync(
                    $"SELECT {Columns} FROM {range.From} WHERE {range.Condition} AND {condition}",
                    row => ReadRow(row, folderId),
                    [("@folderId", tx.Id(folderId)), .. range.Parameters]
                )
            );
        }

        entries.Sort((a, b) => a.Uid.CompareTo(b.Uid));
        return entries;
    }
}
