using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Copies, moves and removes entries, in slices, so that a delivery never waits for fifty thousand of them.</summary>
internal sealed class EntryTransfers(
    Database database,
    FolderChanges changes,
    OrganisationKeys keys,
    MailboxDirectory directory,
    SegmentSpace space,
    TimeProvider time
)
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;
    private readonly EntryRemoval _removal = new(space, directory, time);
    private readonly EntryPlacing _placing = new(space, directory, time);

    /// <summary>RFC 9051 §6.4.7: all are copied or none. What earlier slices did is undone if a later one cannot.</summary>
    public async Task<TransferResult> CopyAsync(Guid from, UidSet uids, Guid to, CancellationToken ct)
    {
        var copied = new List<TransferredEntry>();
        var validity = 0u;
        foreach (var slice in await SlicesAsync(from, uids, ct))
        {
            var result = await TransferAsync(from, slice, to, moves: false, ct);
            if (result.Outcome != TransferOutcome.Done)
            {
                await RemoveAsync(to, UidSet.Of(copied.Select(c => c.To)), deletedOnly: false, ct);
                return result;
            }

            validity = result.UidValidity;
            copied.AddRange(result.Entries);
        }

        return new TransferResult(TransferOutcome.Done, validity, copied);
    }

    /// <summary>RFC 6851 §3.3: each message is moved or not.</summary>
    public async Task<TransferResult> MoveAsync(Guid from, UidSet uids, Guid to, CancellationToken ct)
    {
        var moved = new List<TransferredEntry>();
        var validity = 0u;
        foreach (var slice in await SlicesAsync(from, uids, ct))
        {
            var result = await TransferAsync(from, slice, to, moves: true, ct);
            if (result.Outcome != TransferOutcome.Done)
            {
                return new TransferResult(result.Outcome, validity, moved);
            }

            validity = result.UidValidity;
            moved.AddRange(result.Entries);
        }

        return new TransferResult(TransferOutcome.Done, validity, moved);
    }

    public async Task<ExpungeResult> RemoveAsync(Guid folderId, UidSet uids, bool deletedOnly, CancellationToken ct)
    {
        var removed = new List<uint>();
        var modSeq = 0UL;
        foreach (var slice in await SlicesAsync(folderId, uids, ct, deletedOnly))
        {
            var result = await database.WriteAsync(tx => RemoveAsync(tx, folderId, slice, deletedOnly), ct);
            removed.AddRange(result.Uids);
            modSeq = Math.Max(modSeq, result.ModSeq);
        }

        return new ExpungeResult(removed, modSeq);
    }

    public async Task<ExpungeResult> RemoveAsync(WriteTransaction tx, Guid folderId, UidSet uids, bool deletedOnly)
    {
        if (uids.IsEmpty || await FolderState.LockAsync(tx, folderId) is not { } folder)
        {
            return new ExpungeResult([], 0);
        }

        var entries = await EntryTable.OfAsync(tx, folderId, uids, deletedOnly ? IsDeleted : "e.uid > 0");
        await _removal.RemoveAsync(tx, folder, entries);
        await FolderState.SaveAsync(tx, [folder], changes);
        return new ExpungeResult([.. entries.Select(e => (uint)e.Uid)], (ulong)folder.ModSeq);
    }

    private const string IsDeleted = "(e.flags & 8) <> 0";

    /// <summary>The set in pieces of a bounded number of entries; itself if it cannot hold many.</summary>
    private async Task<IReadOnlyList<UidSet>> SlicesAsync(
        Guid folderId,
        UidSet uids,
        CancellationToken ct,
        bool deletedOnly = false
    )
    {
        if (uids.Ranges.Sum(r => (long)r.Last - r.First + 1) <= _limits.Slice)
        {
            return [uids];
        }

        var all = await EntryReader.UidsAsync(database, folderId, uids, deletedOnly ? IsDeleted : "e.uid > 0", ct);
        return all.Count <= _limits.Slice ? [UidSet.Of(all)] : [.. all.Chunk(_limits.Slice).Select(c => UidSet.Of(c))];
    }

    private async Task<TransferResult> TransferAsync(Guid from, UidSet uids, Guid to, bool moves, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await TryTransferAsync(from, uids, to, moves, ct);
            }
            catch (MailboxMovedException)
            {
                // It is another organisation's since the keys were wrapped: nothing was written; wrap them anew.
            }
        }
    }

    private async Task<TransferResult> TryTransferAsync(
        Guid from,
        UidSet uids,
        Guid to,
        bool moves,
        CancellationToken ct
    )
    {
        var arrivals = await PrepareAsync(from, uids, to, ct);
        return await database.WriteAsync(
            async tx =>
            {
                var folders = await FolderState.LockAsync(tx, [from, to]);
                if (!folders.TryGetValue(from, out var source) || !folders.TryGetValue(to, out var target))
                {
                    return new TransferResult(TransferOutcome.NoSuchFolder, 0, []);
                }

                var entries = await EntryTable.OfAsync(tx, from, uids);
                if (source.MailboxId != target.MailboxId)
                {
                    // What came after the keys were wrapped is left for the next command.
                    entries.RemoveAll(e => !arrivals.ContainsKey(e.MessageId));
                }

                var result = await _placing.PlaceAsync(tx, entries, source, target, moves, arrivals);
                await FolderState.SaveAsync(tx, folders.Values, changes);
                return result;
            },
            ct
        );
    }

    /// <summary>What another mailbox needs of each message: its place in conversations, its key wrapped for that organisation.</summary>
    private async Task<Dictionary<Guid, Arrival>> PrepareAsync(Guid from, UidSet uids, Guid to, CancellationToken ct)
    {
        var homes = await database.ListAsync(
            $"""
            SELECT f.id, m.id, m.organisation_id FROM mailboxes_folder f JOIN mailboxes_mailbox m ON m.id = f.mailbox_id
            WHERE {SqlIds.In(database.Engine, "f.id", "@ids")}
            """,
            row => (Folder: row.GetId(0), Mailbox: row.GetId(1), Organisation: row.GetId(2)),
            ct,
            ("@ids", SqlIds.List(database.Engine, [from, to]))
        );
        var home = homes.Find(h => h.Folder == from);
        var away = homes.Find(h => h.Folder == to);
        var arrivals = new Dictionary<Guid, Arrival>();
        if (home.Mailbox == away.Mailbox)
        {
            return arrivals;
        }

        foreach (var (id, summary, wrapped) in await EntryReader.KeysAsync(database, from, uids, home.Organisation, ct))
        {
            var rewrapped = wrapped;
            if (home.Organisation != away.Organisation)
            {
                var key = await keys.UnwrapAsync(home.Organisation, wrapped, ct);
                rewrapped = await keys.WrapAsync(away.Organisation, key, ct);
            }

            var threads = ThreadHash.Of(MessageSummary.Deserialize(summary).Threads, _limits);
            arrivals.TryAdd(id, new Arrival(threads, rewrapped, away.Organisation));
        }

        return arrivals;
    }
}
