using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Reads and changes what is in folders. Nothing here asks who is asking: the caller has looked at
/// <see cref="MailboxAccess"/>. A folder that is gone reads as empty.
/// </summary>
public sealed class FolderView
{
    /// <summary>
    /// All UIDs that were there at that moment, sorted: what is there now and older than <c>UidNext</c>, and what was
    /// expunged since. A session lists them when it first needs a sequence number, so SELECT loads nothing.
    /// </summary>
    public Task<uint[]> UidsAsync(Guid folderId, FolderSnapshot at, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The lowest UID without \Seen, for IMAP4rev1's UNSEEN.</summary>
    public Task<uint?> FirstUnseenAsync(Guid folderId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Entries by UID, without looking at messages.</summary>
    public Task<IReadOnlyList<FolderEntry>> EntriesAsync(
        Guid folderId,
        UidSet uids,
        ulong changedSince = 0,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>
    /// Entries by UID with what <paramref name="parts"/> asks for. Read slice by slice: no connection is held while the
    /// caller writes to a slow client, and entries expunged meanwhile are left out.
    /// </summary>
    public IAsyncEnumerable<FetchedEntry> FetchAsync(
        Guid folderId,
        UidSet uids,
        FetchParts parts,
        ulong changedSince = 0,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    public Task<FetchedEntry?> FindAsync(Guid folderId, uint uid, FetchParts parts, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>One page for a list, newest first.</summary>
    public Task<FolderPage> PageAsync(Guid folderId, PageQuery query, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>A conversation over all folders of its mailbox, oldest first, at most 200 entries.</summary>
    public Task<IReadOnlyList<PlacedEntry>> ThreadAsync(
        Guid mailboxId,
        Guid threadId,
        FetchParts parts,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>Where these messages are in a mailbox, newest first: what a search found.</summary>
    public Task<IReadOnlyList<PlacedEntry>> LocateAsync(
        Guid mailboxId,
        IReadOnlyCollection<Guid> messageIds,
        FetchParts parts,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>What happened since a mod-sequence: arrivals and flag changes, and what went.</summary>
    public Task<FolderDelta> ChangesSinceAsync(Guid folderId, ulong modSeq, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Changes flags. With <paramref name="unchangedSince"/> entries changed later are left alone and named. An account that
    /// sets \Seen in a shared mailbox is remembered as its reader.
    /// </summary>
    public Task<FlagResult> StoreFlagsAsync(
        Guid folderId,
        UidSet uids,
        FlagChange change,
        ulong? unchangedSince = null,
        Guid? accountId = null,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>Copies entries, also to another mailbox or organisation (the message keys are wrapped for it).</summary>
    public Task<TransferResult> CopyAsync(Guid from, UidSet uids, Guid to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Moves entries: each is in one of both folders at every moment.</summary>
    public Task<TransferResult> MoveAsync(Guid from, UidSet uids, Guid to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Removes entries marked \Deleted; of these UIDs only, if given.</summary>
    public Task<ExpungeResult> ExpungeAsync(Guid folderId, UidSet? uids = null, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Removes entries whatever their flags.</summary>
    public Task<ExpungeResult> RemoveAsync(Guid folderId, UidSet uids, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The same inside a transaction of the caller: a sent draft goes with the sending.</summary>
    public Task<ExpungeResult> RemoveAsync(WriteTransaction tx, Guid folderId, UidSet uids) =>
        throw new NotImplementedException();

    /// <summary>Who opened these messages of a shared mailbox, earliest first.</summary>
    public Task<IReadOnlyList<Reading>> ReadingsAsync(Guid folderId, UidSet uids, CancellationToken ct = default) =>
        throw new NotImplementedException();
}
