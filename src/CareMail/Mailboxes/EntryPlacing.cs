using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>What another mailbox needs of a message: what finds its conversation, its key wrapped for that organisation.</summary>
internal sealed record Arrival(long[] ThreadKeys, byte[] Wrapped, Guid OrganisationId);

/// <summary>Puts entries of one folder into another, in a transaction that holds both: quota, uses, conversations, readers.</summary>
internal sealed class EntryPlacing(SegmentSpace space, MailboxDirectory directory, TimeProvider time)
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;
    private readonly EntryRemoval _removal = new(space, directory, time);

    public async Task<TransferResult> PlaceAsync(
        WriteTransaction tx,
        List<EntryRow> entries,
        FolderState source,
        FolderState target,
        bool moves,
        Dictionary<Guid, Arrival> arrivals
    )
    {
        if (entries.Count == 0)
        {
            return new TransferResult(TransferOutcome.Done, target.UidValidity, []);
        }

        var mailboxes = await MailboxState.LockAsync(tx, [source.MailboxId, target.MailboxId]);
        var (home, away) = (mailboxes[source.MailboxId], mailboxes[target.MailboxId]);
        if (home != away && entries.Exists(e => arrivals[e.MessageId].OrganisationId != away.OrganisationId))
        {
            throw new MailboxMovedException(away.Id);
        }

        var grows = !moves || home != away;
        if (grows && !away.HasRoomFor(entries.Sum(e => e.Size)))
        {
            return new TransferResult(TransferOutcome.OverQuota, target.UidValidity, []);
        }

        var threads = await ThreadTable.LoadAsync(
            tx,
            home == away ? [] : entries.Select(e => (away.Id, arrivals[e.MessageId].ThreadKeys))
        );
        var modSeq = target.NextModSeq();
        List<EntryRow> placed =
        [
            .. entries.Select(e =>
                e with
                {
                    FolderId = target.Id,
                    Uid = target.Add(e.Flags, e.Size),
                    ModSeq = modSeq,
                    Keywords = Adopted(target, e.Keywords),
                    ThreadId =
                        home == away
                            ? e.ThreadId
                            : threads.Assign(away.Id, arrivals[e.MessageId].ThreadKeys, e.MessageId),
                }
            ),
        ];
        await EntryTable.InsertAsync(tx, placed);
        await threads.SaveAsync(tx);
        if (grows)
        {
            away.Used += placed.Sum(e => e.Size);
            await UseAsync(tx, placed, home, away, arrivals);
        }

        if (home != away)
        {
            await SearchMarks.AddAsync(tx, placed.Select(e => (away.Id, e.MessageId)), time.GetUtcNow());
        }

        if (moves)
        {
            await LeaveAsync(tx, entries, placed, source, home, away);
        }

        await MailboxState.SaveAsync(tx, mailboxes.Values);
        return new TransferResult(
            TransferOutcome.Done,
            target.UidValidity,
            [.. entries.Zip(placed, (a, b) => new TransferredEntry((uint)a.Uid, (uint)b.Uid))]
        );
    }

    private async Task LeaveAsync(
        WriteTransaction tx,
        List<EntryRow> entries,
        List<EntryRow> placed,
        FolderState source,
        MailboxState home,
        MailboxState away
    )
    {
        var readings =
            home == away && home.Kind != MailboxKind.Personal
                ? await Readings.OfAsync(tx, source.Id, entries.Select(e => e.Uid))
                : [];
        await _removal.DetachAsync(tx, source, entries);
        if (home != away)
        {
            await _removal.LeaveAsync(tx, home, entries);
            await _removal.EndUsesAsync(tx, home, entries);
            return;
        }

        var places = entries.Zip(placed).ToDictionary(p => p.First.Uid, p => p.Second);
        await Readings.AddAsync(
            tx,
            [.. readings.Select(r => r with { FolderId = places[r.Uid].FolderId, Uid = places[r.Uid].Uid })]
        );
    }

    /// <summary>Keywords travel, as far as the other folder has room for new ones.</summary>
    private string Adopted(FolderState target, string keywords)
    {
        if (keywords.Length == 0)
        {
            return keywords;
        }

        var words = Keywords.Read(keywords);
        var known = words.Where(k => Keywords.TryAdopt(target.Keywords, [k], _limits));
        return Keywords.Write(Keywords.Spelled(target.Keywords, known));
    }

    private static Task UseAsync(
        WriteTransaction tx,
        List<EntryRow> placed,
        MailboxState home,
        MailboxState away,
        Dictionary<Guid, Arrival> arrivals
    ) =>
        home.OrganisationId == away.OrganisationId
            ? MessageTable.ChangeUsesAsync(
                tx,
                placed.Select(e => new MessageUse(e.MessageId, away.OrganisationId, 1, 0, MessageUse.NoKey))
            )
            : MessageTable.AddUsesAsync(
                tx,
                placed.Select(e => new MessageUse(
                    e.MessageId,
                    away.OrganisationId,
                    1,
                    0,
                    arrivals[e.MessageId].Wrapped
                ))
            );
}
