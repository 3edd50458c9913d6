using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// A folder's row while a transaction holds it: UIDs and mod-sequences are taken from it, counts follow every entry, and
/// it is written back once.
/// </summary>
internal sealed class FolderState
{
    private static readonly BulkRows<FolderState> UpdateRows = BulkRows<FolderState>.Update(
        "mailboxes_folder",
        """
        uid_next = @uid_next, modseq = @modseq, messages = @messages, unseen = @unseen, deleted = @deleted,
        size = @size, keywords = @keywords
        """,
        "mailboxes_folder.id = @id",
        BulkColumn<FolderState>.Number("uid_next", f => f.UidNext),
        BulkColumn<FolderState>.Number("modseq", f => f.ModSeq),
        BulkColumn<FolderState>.Number("messages", f => f.Messages),
        BulkColumn<FolderState>.Number("unseen", f => f.Unseen),
        BulkColumn<FolderState>.Number("deleted", f => f.Deleted),
        BulkColumn<FolderState>.Number("size", f => f.Size),
        BulkColumn<FolderState>.Text("keywords", f => string.Join(' ', f.Keywords)),
        BulkColumn<FolderState>.Id("id", f => f.Id)
    );

    private readonly long _firstModSeq;
    private readonly long _firstUid;

    private FolderState(Folder folder)
    {
        Id = folder.Id;
        MailboxId = folder.MailboxId;
        UidValidity = folder.UidValidity;
        UidNext = _firstUid = folder.UidNext;
        ModSeq = _firstModSeq = (long)folder.HighestModSeq;
        Messages = folder.Messages;
        Unseen = folder.Unseen;
        Deleted = folder.Deleted;
        Size = folder.Size;
        Keywords = [.. folder.Keywords];
    }

    public Guid Id { get; }
    public Guid MailboxId { get; }
    public uint UidValidity { get; }
    public long UidNext { get; private set; }
    public long ModSeq { get; private set; }
    public long Messages { get; private set; }
    public long Unseen { get; private set; }
    public long Deleted { get; private set; }
    public long Size { get; private set; }
    public List<string> Keywords { get; }

    public bool IsChanged => ModSeq != _firstModSeq;

    public FolderChange Change => new(MailboxId, Id, FolderChangeKind.Entries, (ulong)ModSeq, UidNext != _firstUid);

    /// <summary>Takes the rows for this transaction, in id order so that no two wait for each other; those gone are missing.</summary>
    public static async Task<Dictionary<Guid, FolderState>> LockAsync(WriteTransaction tx, IEnumerable<Guid> folderIds)
    {
        var rows = await tx.ListAsync(
            $"SELECT {FolderTable.Columns} FROM mailboxes_folder f WHERE {SqlIds.In(tx.Engine, "f.id", "@ids")} ORDER BY f.id"
                + Rows.ForUpdate(tx.Engine),
            FolderTable.Read,
            ("@ids", SqlIds.List(tx.Engine, folderIds))
        );
        return rows.ToDictionary(f => f.Id, f => new FolderState(f));
    }

    public static async Task<FolderState?> LockAsync(WriteTransaction tx, Guid folderId) =>
        (await LockAsync(tx, [folderId])).GetValueOrDefault(folderId);

    /// <summary>Writes back what changed, and says so to <paramref name="changes"/> after commit.</summary>
    public static async Task SaveAsync(WriteTransaction tx, IEnumerable<FolderState> folders, FolderChanges changes)
    {
        var changed = folders.Where(f => f.IsChanged).ToList();
        await UpdateRows.RunAsync(tx, changed);
        foreach (var folder in changed)
        {
            var change = folder.Change;
            tx.AfterCommit(() => changes.Publish(change));
        }
    }

    /// <summary>One step of the folder's history: every entry changed in it gets this number.</summary>
    public long NextModSeq() => ++ModSeq;

    public long Add(MessageFlags flags, long size)
    {
        Count(flags, size, 1);
        return UidNext++;
    }

    public void Remove(MessageFlags flags, long size) => Count(flags, size, -1);

    public void Reflag(MessageFlags from, MessageFlags to)
    {
        Count(from, 0, -1);
        Count(to, 0, 1);
    }

    private void Count(MessageFlags flags, long size, int by)
    {
        Messages += by;
        Size += by * size;
        Unseen += flags.HasFlag(MessageFlags.Seen) ? 0 : by;
        Deleted += flags.HasFlag(MessageFlags.Deleted) ? by : 0;
    }
}
