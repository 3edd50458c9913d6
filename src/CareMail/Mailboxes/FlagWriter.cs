using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Changes flags of entries, a slice at a time. What does not change keeps its mod-sequence.</summary>
internal sealed class FlagWriter(
    Database database,
    FolderChanges changes,
    MailboxDirectory directory,
    TimeProvider time
)
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;

    public async Task<FlagResult> StoreAsync(
        Guid folderId,
        UidSet uids,
        FlagChange change,
        ulong? unchangedSince,
        Guid? accountId,
        CancellationToken ct
    )
    {
        if (change.Operation != FlagOperation.Remove && !Keywords.AreAllowed(change.Keywords, _limits))
        {
            return new FlagResult(FlagOutcome.KeywordRefused, [], []);
        }

        var entries = new List<FlaggedEntry>();
        var modified = new List<uint>();
        foreach (var slice in await SlicesAsync(folderId, uids, ct))
        {
            var result = await database.WriteAsync(
                tx => StoreAsync(tx, folderId, slice, change, unchangedSince, accountId),
                ct
            );
            if (result.Outcome != FlagOutcome.Done)
            {
                return result;
            }

            entries.AddRange(result.Entries);
            modified.AddRange(result.Modified);
        }

        return new FlagResult(FlagOutcome.Done, entries, modified);
    }

    private async Task<FlagResult> StoreAsync(
        WriteTransaction tx,
        Guid folderId,
        UidSet uids,
        FlagChange change,
        ulong? unchangedSince,
        Guid? accountId
    )
    {
        if (await FolderState.LockAsync(tx, folderId) is not { } folder)
        {
            return new FlagResult(FlagOutcome.NoSuchFolder, [], []);
        }

        var adds = change.Operation != FlagOperation.Remove;
        if (adds && !Keywords.TryAdopt(folder.Keywords, change.Keywords, _limits))
        {
            return new FlagResult(FlagOutcome.KeywordRefused, [], []);
        }

        var entries = await EntryTable.OfAsync(tx, folderId, uids);
        // RFC 7162 §3.1.3: what changed later than the client knows is left alone.
        var modified = entries.Where(e => (ulong)e.ModSeq > (unchangedSince ?? ulong.MaxValue)).ToList();
        entries.RemoveAll(e => (ulong)e.ModSeq > (unchangedSince ?? ulong.MaxValue));
        var changed = new List<EntryRow>();
        var results = new List<FlaggedEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var after = Apply(change, entry, folder.Keywords);
            var isChanged = after.Flags != entry.Flags || after.Keywords != entry.Keywords;
            if (isChanged && Keywords.Read(after.Keywords).Count > _limits.KeywordsOfMessage)
            {
                return new FlagResult(FlagOutcome.KeywordRefused, [], []);
            }

            if (isChanged)
            {
                after = after with { ModSeq = changed.Count == 0 ? folder.NextModSeq() : folder.ModSeq };
                folder.Reflag(entry.Flags, after.Flags);
                changed.Add(after);
            }

            results.Add(
                new FlaggedEntry(
                    (uint)after.Uid,
                    (ulong)after.ModSeq,
                    after.Flags,
                    Keywords.Read(after.Keywords),
                    isChanged
                )
            );
        }

        await EntryTable.UpdateFlagsAsync(tx, changed);
        await FolderState.SaveAsync(tx, [folder], changes);
        await RememberReaderAsync(tx, folder, change, entries, accountId);
        return new FlagResult(FlagOutcome.Done, results, [.. modified.Select(e => (uint)e.Uid)]);
    }

    private static EntryRow Apply(FlagChange change, EntryRow entry, List<string> spelling)
    {
        var (flags, keywords) = change.Operation switch
        {
            FlagOperation.Add => (
                entry.Flags | change.Flags,
                change.Keywords.Count == 0
                    ? entry.Keywords
                    : Keywords.Write(Keywords.Spelled(spelling, Keywords.Read(entry.Keywords).Concat(change.Keywords)))
            ),
            FlagOperation.Remove => (
                entry.Flags & ~change.Flags,
                change.Keywords.Count == 0
                    ? entry.Keywords
                    : Keywords.Write(
                        Keywords
                            .Read(entry.Keywords)
                            .Where(k => !change.Keywords.Contains(k, StringComparer.OrdinalIgnoreCase))
                    )
            ),
            FlagOperation.Replace => (
                change.Flags,
                Keywords.Write(Keywords.Spelled(spelling, change.Keywords.Concat(Reserved(entry))))
            ),
        };
        return entry with { Flags = flags, Keywords = keywords };
    }

    private static IEnumerable<string> Reserved(EntryRow entry) =>
        entry.Keywords.Length == 0 ? [] : Keywords.Read(entry.Keywords).Where(FlagNames.IsReserved);

    private async Task RememberReaderAsync(
        WriteTransaction tx,
        FolderState folder,
        FlagChange change,
        List<EntryRow> before,
        Guid? accountId
    )
    {
        if (
            accountId is not { } reader
            || change.Operation == FlagOperation.Remove
            || !change.Flags.HasFlag(MessageFlags.Seen)
            || await directory.FindAsync(tx, folder.MailboxId) is not { RemembersReaders: true }
        )
        {
            return;
        }

        // Adding \Seen says “I read it” even if a colleague did before; replacing all flags says so only if it is new.
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var read = before.Where(e => change.Operation == FlagOperation.Add || !e.Flags.HasFlag(MessageFlags.Seen));
        await Readings.AddAsync(tx, [.. read.Select(e => new ReadingRow(folder.Id, e.Uid, reader, now))]);
    }

    private async Task<IReadOnlyList<UidSet>> SlicesAsync(Guid folderId, UidSet uids, CancellationToken ct)
    {
        if (uids.Ranges.Sum(r => (long)r.Last - r.First + 1) <= _limits.Slice)
        {
            return [uids];
        }

        var all = await EntryReader.UidsAsync(database, folderId, uids, "e.uid > 0", ct);
        return [.. all.Chunk(_limits.Slice).Select(c => UidSet.Of(c))];
    }
}
