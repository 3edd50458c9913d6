using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>
/// FETCH. RFC 9051 §6.4.5. Flags, dates and sizes come from the entry, ENVELOPE and BODYSTRUCTURE from the summary made at
/// delivery, bodies from the log, piece by piece at the pace of the client.
/// </summary>
internal static class FetchCommand
{
    // For fewer messages than this a question to the index costs less than the flags of all the folder.
    private const int Many = 100;

    public static async Task<ImapReply> FetchAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (FetchArguments)request.Arguments;
        var selected = session.Selected!;
        if (await selected.ResolveAsync(session, arguments.Set, request.Uid) is not { } uids)
        {
            return ImapReply.Bad("There is no message with that number");
        }

        var items = Complete(arguments, request.Uid);
        // RFC 7162 §3.1: these show that the client knows mod-sequences.
        session.CondStore |= items.Exists(i => i.Kind == FetchKind.ModSeq);
        var seen = await MarkSeenAsync(session, selected, uids, items);
        var renderer = new FetchRenderer(session, items);
        var numbers = await selected.UidsAsync(session);
        var since = arguments.ChangedSince ?? 0;
        var found =
            WantsFlagsOnly(items)
            && CountOf(numbers, uids) > Many
            && await session.Services.View.FlagsAsync(selected.Id, session.Closed) is { } flags
                ? await WriteFlagsAsync(renderer, numbers, uids, flags, since)
                : await WriteEntriesAsync(
                    renderer,
                    numbers,
                    session.Services.View.FetchAsync(selected.Id, uids, PartsFor(items), since, session.Closed),
                    seen
                );
        if (renderer.HasUnknownEncoding)
        {
            // RFC 9051 §6.4.5.2.
            return ImapReply.No("UNKNOWN-CTE", "A part is encoded in a way I do not know");
        }

        // RFC 5530: by number the client names messages it was told of; some are gone and it will hear so.
        var missing = !request.Uid && arguments.ChangedSince is null && found < CountOf(numbers, uids);
        return missing ? ImapReply.No("EXPUNGEISSUED", "Some of these messages are gone") : ImapReply.Done("Fetched");
    }

    /// <summary>What every mail program asks of the whole folder when it opens it.</summary>
    private static bool WantsFlagsOnly(List<FetchItem> items) =>
        items.TrueForAll(i => i.Kind is FetchKind.Uid or FetchKind.Flags or FetchKind.ModSeq);

    private static async Task<long> WriteFlagsAsync(
        FetchRenderer renderer,
        IReadOnlyList<uint> numbers,
        UidSet uids,
        FolderFlags flags,
        ulong changedSince
    )
    {
        var position = 0;
        var found = 0L;
        foreach (var range in uids.Ranges)
        {
            for (var at = flags.FirstFrom(range.First); at < flags.Count && flags[at].Uid <= range.Last; at++)
            {
                var entry = flags[at];
                position = Advance(numbers, position, entry.Uid);
                if (entry.ModSeq > changedSince && IsAt(numbers, position, entry.Uid))
                {
                    found++;
                    await renderer.WriteAsync(position + 1, entry);
                }
            }
        }

        return found;
    }

    private static async Task<long> WriteEntriesAsync(
        FetchRenderer renderer,
        IReadOnlyList<uint> numbers,
        IAsyncEnumerable<FetchedEntry> entries,
        HashSet<uint>? seen
    )
    {
        var position = 0;
        var found = 0L;
        await foreach (var entry in entries)
        {
            // Both ascend: walk along, and jump with a search where the set has gaps.
            position = Advance(numbers, position, entry.Uid);
            if (IsAt(numbers, position, entry.Uid))
            {
                found++;
                await renderer.WriteAsync(position + 1, entry, seen?.Contains(entry.Uid) ?? false);
            }
        }

        return found;
    }

    private static bool IsAt(IReadOnlyList<uint> numbers, int position, uint uid) =>
        position < numbers.Count && numbers[position] == uid;

    /// <summary>RFC 9051 §6.4.9: with UID the UID is part of every answer; with CHANGEDSINCE the mod-sequence is.</summary>
    private static List<FetchItem> Complete(FetchArguments arguments, bool uid)
    {
        var items = new List<FetchItem>(arguments.Items);
        if (uid && !items.Exists(i => i.Kind == FetchKind.Uid))
        {
            items.Insert(0, new FetchItem(FetchKind.Uid));
        }

        if (arguments.ChangedSince is not null && !items.Exists(i => i.Kind == FetchKind.ModSeq))
        {
            items.Add(new FetchItem(FetchKind.ModSeq));
        }

        return items;
    }

    private static FetchParts PartsFor(List<FetchItem> items)
    {
        var parts = items.Exists(i => i.NeedsSummary) ? FetchParts.Summary : FetchParts.Entry;
        return items.Exists(i => i.NeedsBytes) ? parts | FetchParts.Content : parts;
    }

    /// <summary>Reading a body without PEEK sets \Seen; the answers then show the new flags. Null: nothing was set.</summary>
    private static async Task<HashSet<uint>?> MarkSeenAsync(
        ImapSession session,
        SelectedFolder selected,
        UidSet uids,
        List<FetchItem> items
    )
    {
        if (selected.ReadOnly || uids.IsEmpty || !items.Exists(i => i.SetsSeen))
        {
            return null;
        }

        var result = await session.Services.View.StoreFlagsAsync(
            selected.Id,
            uids,
            FlagChange.Add(MessageFlags.Seen),
            null,
            session.AccountId,
            session.Closed
        );
        var changed = result.Entries.Where(e => e.Changed).ToList();
        changed.ForEach(e => selected.Told(e.Uid, e.ModSeq));
        return changed.Count == 0 ? null : [.. changed.Select(e => e.Uid)];
    }

    private static int Advance(IReadOnlyList<uint> numbers, int position, uint uid)
    {
        if (position < numbers.Count && numbers[position] < uid)
        {
            position++;
        }

        if (position < numbers.Count && numbers[position] < uid)
        {
            var at = ((List<uint>)numbers).BinarySearch(position, numbers.Count - position, uid, null);
            position = at < 0 ? ~at : at;
        }

        return position;
    }

    private static long CountOf(IReadOnlyList<uint> numbers, UidSet uids) => uids.Ranges.Sum(r => Below(numbers, r));

    private static long Below(IReadOnlyList<uint> numbers, UidRange range)
    {
        var first = ((List<uint>)numbers).BinarySearch(range.First);
        var last = ((List<uint>)numbers).BinarySearch(range.Last);
        first = first < 0 ? ~first : first;
        last = last < 0 ? ~last - 1 : last;
        return Math.Max(last - first + 1, 0);
    }
}
