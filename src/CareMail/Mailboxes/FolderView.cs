using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// Reads and changes what is in folders. Nothing here asks who is asking: the caller has looked at
/// <see cref="MailboxAccess"/>. A folder that is gone reads as empty.
/// </summary>
public sealed class FolderView
{
    // Conversations longer than this are lists that nobody reads to the end.
    private const int ThreadEntries = 200;

    private readonly Database _database;
    private readonly EntryReader _reader;
    private readonly EntryTransfers _transfers;
    private readonly FlagWriter _flags;
    private readonly FlagMemory _memory;

    public FolderView(
        Database database,
        IMessageBytes bytes,
        OrganisationKeys keys,
        SegmentSpace space,
        FolderChanges changes,
        TimeProvider time
    )
    {
        var directory = new MailboxDirectory(database, time);
        _database = database;
        _reader = new EntryReader(database, new MessageOpener(database, bytes, keys));
        _transfers = new EntryTransfers(database, changes, keys, directory, space, time);
        _flags = new FlagWriter(database, changes, directory, time);
        _memory = new FlagMemory(database, MailboxLimits.Default);
    }

    /// <summary>
    /// All UIDs that were there at that moment, sorted: what is there now and older than <c>UidNext</c>, and what was
    /// expunged since. A session lists them when it first needs a sequence number, so SELECT loads nothing.
    /// </summary>
    public async Task<uint[]> UidsAsync(Guid folderId, FolderSnapshot at, CancellationToken ct = default)
    {
        var now = await _memory.ReadAsync(folderId, ct);
        if (now?.ModSeq == at.ModSeq)
        {
            return now.UidsBelow(at.UidNext);
        }

        var uids =
            now?.UidsBelow(at.UidNext).ToList()
            ?? await EntryReader.UidsAsync(
                _database,
                folderId,
                UidSet.Of([new UidRange(1, at.UidNext - 1)]),
                "e.uid > 0",
                ct
            );
        // Asked after the others: who went in between is in both, nobody in neither.
        var expunged = await _database.ListAsync(
            "SELECT uid FROM mailboxes_tombstone WHERE folder_id = @folderId AND modseq > @modSeq AND uid < @uidNext",
            row => (uint)row.GetInt64(0),
            ct,
            ("@folderId", Id(folderId)),
            ("@modSeq", (long)at.ModSeq),
            ("@uidNext", (long)at.UidNext)
        );
        return expunged.Count == 0 ? [.. uids] : [.. uids.Union(expunged).Order()];
    }

    /// <summary>
    /// Flags of all entries as they are now, remembered between questions: for those who want many of them. Null: the
    /// folder is too large to be held, or too colourful; <see cref="FetchAsync"/> reads it piece by piece.
    /// </summary>
    public Task<FolderFlags?> FlagsAsync(Guid folderId, CancellationToken ct = default) =>
        _memory.ReadAsync(folderId, ct);

    /// <summary>Entries by UID, without looking at messages.</summary>
    public async Task<IReadOnlyList<FolderEntry>> EntriesAsync(
        Guid folderId,
        UidSet uids,
        ulong changedSince = 0,
        CancellationToken ct = default
    ) => await _reader.EntriesAsync(folderId, uids, changedSince, ct);

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
    ) => _reader.FetchAsync(folderId, uids, parts, changedSince, ct);

    public async Task<FetchedEntry?> FindAsync(
        Guid folderId,
        uint uid,
        FetchParts parts,
        CancellationToken ct = default
    )
    {
        await foreach (var entry in _reader.FetchAsync(folderId, UidSet.Of(uid), parts, 0, ct))
        {
            return entry;
        }

        return null;
    }

    /// <summary>One page for a list, newest first.</summary>
    public async Task<FolderPage> PageAsync(Guid folderId, PageQuery query, CancellationToken ct = default)
    {
        var goesUp = query.After is not null;
        var condition =
            "e.folder_id = @folderId AND e.uid > @after AND e.uid < @before"
            + (query.UnseenOnly ? " AND (e.flags & 1) = 0" : "")
            + (query.FlaggedOnly ? " AND (e.flags & 4) <> 0" : "")
            + (query.HideDeleted ? " AND (e.flags & 8) = 0" : "");
        // One more than asked says whether there is another page.
        var entries = await _reader.FetchAsync(
            "mailboxes_entry e",
            condition,
            $"ORDER BY e.folder_id {(goesUp ? "ASC" : "DESC")}, e.uid {(goesUp ? "ASC" : "DESC")} LIMIT @take",
            FetchParts.Summary,
            [
                ("@folderId", Id(folderId)),
                ("@after", (long)(query.After ?? 0)),
                ("@before", (long)(query.Before ?? uint.MaxValue)),
                ("@take", query.Take + 1L),
            ],
            ct
        );
        var more = entries.Count > query.Take;
        if (more)
        {
            entries.RemoveAt(query.Take);
        }

        if (goesUp)
        {
            entries.Reverse();
        }

        return new FolderPage(
            entries,
            HasNewer: goesUp ? more : query.Before is not null,
            HasOlder: goesUp || more,
            await ThreadSizesAsync(entries, ct)
        );
    }

    /// <summary>A conversation over all folders of its mailbox, oldest first; of a very long one the latest 200 entries.</summary>
    public async Task<IReadOnlyList<PlacedEntry>> ThreadAsync(
        Guid mailboxId,
        Guid threadId,
        FetchParts parts,
        CancellationToken ct = default
    )
    {
        var newestFirst = await PlacedAsync(
            "e.thread_id = @threadId",
            $"ORDER BY e.received_at DESC, e.uid DESC LIMIT {ThreadEntries}",
            mailboxId,
            parts,
            ("@threadId", Id(threadId)),
            ct
        );
        return [.. newestFirst.Reverse()];
    }

    /// <summary>Where these messages are in a mailbox, newest first: what a search found.</summary>
    public Task<IReadOnlyList<PlacedEntry>> LocateAsync(
        Guid mailboxId,
        IReadOnlyCollection<Guid> messageIds,
        FetchParts parts,
        CancellationToken ct = default
    ) =>
        PlacedAsync(
            SqlIds.In(_database.Engine, "e.message_id", "@messageIds"),
            "ORDER BY e.received_at DESC, e.uid DESC",
            mailboxId,
            parts,
            ("@messageIds", SqlIds.List(_database.Engine, messageIds)),
            ct
        );

    /// <summary>What happened since a mod-sequence: arrivals and flag changes, and what went.</summary>
    public Task<FolderDelta> ChangesSinceAsync(Guid folderId, ulong modSeq, CancellationToken ct = default) =>
        _database.ReadSnapshotAsync(
            async c =>
            {
                (string, object)[] parameters = [("@folderId", Id(folderId)), ("@modSeq", (long)modSeq)];
                var folders = await c.ListAsync(
                    $"SELECT {FolderTable.Columns}, f.forgotten_modseq FROM mailboxes_folder f WHERE f.id = @folderId",
                    row => (Folder: FolderTable.Read(row), Forgotten: (ulong)row.GetInt64(12)),
                    ct,
                    parameters[0]
                );
                if (folders is not [var (folder, forgotten)])
                {
                    return new FolderDelta(null, [], [], true);
                }

                var entries = await c.ListAsync(
                    $"""
                    SELECT {EntryTable.Columns} FROM mailboxes_entry e
                    WHERE e.folder_id = @folderId AND e.modseq > @modSeq ORDER BY e.folder_id, e.modseq
                    """,
                    EntryTable.Read,
                    ct,
                    parameters
                );
                // Sorted here: asked for by UID, SQLite would walk the whole folder instead of the index.
                entries.Sort((a, b) => a.Uid.CompareTo(b.Uid));
                var vanished = await c.ListAsync(
                    """
                    SELECT uid FROM mailboxes_tombstone WHERE folder_id = @folderId AND modseq > @modSeq ORDER BY uid
                    """,
                    row => (uint)row.GetInt64(0),
                    ct,
                    parameters
                );
                return new FolderDelta(folder, entries, vanished, modSeq >= forgotten);
            },
            ct
        );

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
    ) => _flags.StoreAsync(folderId, uids, change, unchangedSince, accountId, ct);

    /// <summary>Copies entries, also to another mailbox or organisation (the message keys are wrapped for it).</summary>
    public Task<TransferResult> CopyAsync(Guid from, UidSet uids, Guid to, CancellationToken ct = default) =>
        _transfers.CopyAsync(from, uids, to, ct);

    /// <summary>Moves entries: each is in one of both folders at every moment.</summary>
    public Task<TransferResult> MoveAsync(Guid from, UidSet uids, Guid to, CancellationToken ct = default) =>
        _transfers.MoveAsync(from, uids, to, ct);

    /// <summary>Removes entries marked \Deleted; of these UIDs only, if given.</summary>
    public Task<ExpungeResult> ExpungeAsync(Guid folderId, UidSet? uids = null, CancellationToken ct = default) =>
        _transfers.RemoveAsync(folderId, uids ?? UidSet.All, deletedOnly: true, ct);

    /// <summary>Removes entries whatever their flags.</summary>
    public Task<ExpungeResult> RemoveAsync(Guid folderId, UidSet uids, CancellationToken ct = default) =>
        _transfers.RemoveAsync(folderId, uids, deletedOnly: false, ct);

    /// <summary>The same inside a transaction of the caller: a sent draft goes with the sending.</summary>
    public Task<ExpungeResult> RemoveAsync(WriteTransaction tx, Guid folderId, UidSet uids) =>
        _transfers.RemoveAsync(tx, folderId, uids, deletedOnly: false);

    /// <summary>Who opened these messages of a shared mailbox, earliest first.</summary>
    public async Task<IReadOnlyList<Reading>> ReadingsAsync(Guid folderId, UidSet uids, CancellationToken ct = default)
    {
        var readings = new List<Reading>();
        foreach (var range in UidRanges.Of(_database.Engine, uids))
        {
            readings.AddRange(
                await _database.ListAsync(
                    $"""
                    SELECT r2.uid, r2.account_id, r2.read_at FROM {range.From}
                    JOIN mailboxes_reading r2 ON r2.folder_id = e.folder_id AND r2.uid = e.uid
                    WHERE {range.Condition}
                    """,
                    row => new Reading((uint)row.GetInt64(0), row.GetId(1), row.GetInstant(2)),
                    ct,
                    [("@folderId", Id(folderId)), .. range.Parameters]
                )
            );
        }

        return [.. readings.OrderBy(r => r.At)];
    }

    private async Task<IReadOnlyList<PlacedEntry>> PlacedAsync(
        string condition,
        string tail,
        Guid mailboxId,
        FetchParts parts,
        (string, object) parameter,
        CancellationToken ct
    )
    {
        // CROSS JOIN keeps the order: SQLite would rather walk all folders of the mailbox than search a list of ids.
        var join = _database.Engine == Engine.Sqlite ? "CROSS JOIN" : "JOIN";
        var entries = await _reader.FetchAsync(
            $"mailboxes_entry e {join} mailboxes_folder pf ON pf.id = e.folder_id AND pf.mailbox_id = @mailboxId",
            condition,
            tail,
            parts,
            [("@mailboxId", Id(mailboxId)), parameter],
            ct
        );
        return [.. entries.Select(e => new PlacedEntry(e.FolderId, e))];
    }

    private async Task<IReadOnlyDictionary<Guid, int>> ThreadSizesAsync(
        List<FetchedEntry> entries,
        CancellationToken ct
    )
    {
        var sizes = await _database.ListAsync(
            $"""
            SELECT e.thread_id, COUNT(*) FROM mailboxes_entry e
            WHERE {SqlIds.In(_database.Engine, "e.thread_id", "@ids")} GROUP BY e.thread_id
            """,
            row => (Thread: row.GetId(0), Count: (int)row.GetInt64(1)),
            ct,
            ("@ids", SqlIds.List(_database.Engine, entries.Select(e => e.Entry.ThreadId).Distinct()))
        );
        return sizes.ToDictionary(s => s.Thread, s => s.Count);
    }

    private object Id(Guid id) => SqlIds.Value(_database.Engine, id);
}
