using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>The rows of folders.</summary>
internal static class FolderTable
{
    /// <summary>In the order <see cref="Read(DbDataReader)"/> takes them.</summary>
    public const string Columns =
        "f.id, f.mailbox_id, f.name, f.special_use, f.uid_validity, f.uid_next, f.modseq, f.messages, f.unseen, f.deleted, f.size, f.keywords";

    public static readonly (SpecialUse Use, string Name)[] Standard =
    [
        (SpecialUse.Inbox, FolderName.Inbox),
        (SpecialUse.Drafts, "Drafts"),
        (SpecialUse.Sent, "Sent"),
        (SpecialUse.Archive, "Archive"),
        (SpecialUse.Junk, "Junk"),
        (SpecialUse.Deleted, "Deleted"),
    ];

    private static readonly BulkRows<Folder> InsertRows = BulkRows<Folder>.Insert(
        "mailboxes_folder",
        "",
        BulkColumn<Folder>.Id("id", f => f.Id),
        BulkColumn<Folder>.Id("mailbox_id", f => f.MailboxId),
        BulkColumn<Folder>.Text("name", f => f.Name),
        BulkColumn<Folder>.Number("special_use", f => (long)f.Use),
        BulkColumn<Folder>.Number("uid_validity", f => f.UidValidity),
        BulkColumn<Folder>.Number("uid_next", f => f.UidNext),
        BulkColumn<Folder>.Number("modseq", f => (long)f.HighestModSeq),
        BulkColumn<Folder>.Number("forgotten_modseq", _ => 0),
        BulkColumn<Folder>.Number("messages", f => f.Messages),
        BulkColumn<Folder>.Number("unseen", f => f.Unseen),
        BulkColumn<Folder>.Number("deleted", f => f.Deleted),
        BulkColumn<Folder>.Number("size", f => f.Size),
        BulkColumn<Folder>.Text("keywords", f => string.Join(' ', f.Keywords))
    );

    public static Folder Read(DbDataReader row) => Read(row, 0);

    public static Folder Read(DbDataReader row, int at) =>
        new(
            row.GetId(at),
            row.GetId(at + 1),
            row.GetString(at + 2),
            (SpecialUse)row.GetInt64(at + 3),
            (uint)row.GetInt64(at + 4),
            (uint)row.GetInt64(at + 5),
            (ulong)row.GetInt64(at + 6),
            (uint)row.GetInt64(at + 7),
            (uint)row.GetInt64(at + 8),
            (uint)row.GetInt64(at + 9),
            row.GetInt64(at + 10)
        )
        {
            Keywords = Keywords.Read(row.GetString(at + 11)),
        };

    public static Task InsertAsync(WriteTransaction tx, IReadOnlyList<Folder> folders) =>
        InsertRows.RunAsync(tx, folders);

    /// <summary>A new, empty folder. Its first mod-sequence is 1: RFC 7162 §3.1.2.1 keeps 0 for stores without any.</summary>
    public static Folder New(Guid mailboxId, string name, SpecialUse use, uint uidValidity) =>
        new(Ids.New(), mailboxId, name, use, uidValidity, 1, 1, 0, 0, 0, 0);

    public static async Task<List<Folder>> OfMailboxAsync(WriteTransaction tx, Guid mailboxId) =>
        await tx.ListAsync(
            $"SELECT {Columns} FROM mailboxes_folder f WHERE f.mailbox_id = @mailboxId",
            Read,
            ("@mailboxId", tx.Id(mailboxId))
        );
}
