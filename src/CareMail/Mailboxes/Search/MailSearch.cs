using CareMail.Storage;

namespace CareMail.Mailboxes.Search;

/// <summary>
/// Finds messages of a mailbox by the words in them. Exact: a run of characters, without regard to case, in what
/// <see cref="MessageWords"/> takes from a message. Works before the index has seen a message, too: only slower.
/// </summary>
public sealed class MailSearch
{
    private readonly ISearchStore _store;
    private readonly SearchMarks _marks;
    private readonly Database _database;
    private readonly MailStore _mail;
    private readonly TimeProvider _time;

    internal MailSearch(ISearchStore store, SearchMarks marks, Database database, MailStore mail, TimeProvider time) =>
        (_store, _marks, _database, _mail, _time) = (store, marks, database, mail, time);

    /// <summary>What the index knows about a term; null if it cannot help (too short, being made): look at every message.</summary>
    public async Task<SearchCandidates?> CandidatesAsync(
        Guid mailboxId,
        string text,
        SearchIn where = SearchIn.Anywhere,
        CancellationToken ct = default
    )
    {
        var term = MessageWords.Fold(text);
        if (!CanAsk(text, term))
        {
            return null;
        }

        // The marks first: what is indexed between the two questions is then looked at twice, never missed.
        var pending = (await _marks.OfMailboxAsync(mailboxId, ct)).ToHashSet();
        var found = (await _store.FindAsync(mailboxId, term, where, ct)).ToHashSet();
        // Asked last: an operator may have begun to make the index anew, in another process.
        return await _store.IsCompleteAsync(ct) ? new SearchCandidates(found, pending) : null;
    }

    /// <summary>For a search box: messages that hold every word (or "phrase in quotes"), newest first.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(
        Guid mailboxId,
        string question,
        int limit = 200,
        CancellationToken ct = default
    )
    {
        var terms = SearchQuestion.Terms(question);
        if (terms.Count == 0)
        {
            return [];
        }

        HashSet<Guid>? universe = null;
        var known = new List<SearchCandidates?>();
        foreach (var term in terms)
        {
            var candidates = await CandidatesAsync(mailboxId, term, SearchIn.Anywhere, ct);
            known.Add(candidates);
            if (candidates is not null)
            {
                IEnumerable<Guid> possible = candidates.Found.Concat(candidates.Pending);
                universe = universe is null ? [.. possible] : [.. possible.Where(universe.Contains)];
            }
        }

        return await LookAsync(universe ?? await AllAsync(mailboxId, ct), terms, known, limit, ct);
    }

    /// <summary>Forgets the index and marks every message for it.</summary>
    public async Task RebuildAsync(CancellationToken ct = default)
    {
        await _store.ClearAsync(ct);
        await _marks.MarkAllAsync(_time.GetUtcNow(), ct);
        await _store.SetCompleteAsync(ct);
    }

    private async Task<List<Guid>> LookAsync(
        IEnumerable<Guid> universe,
        IReadOnlyList<string> terms,
        List<SearchCandidates?> known,
        int limit,
        CancellationToken ct
    )
    {
        var hits = new List<Guid>();
        var read = 0;
        // Ids are made in the order of time.
        foreach (var id in universe.OrderDescending())
        {
            var open = new List<string>();
            var isOut = false;
            for (var i = 0; i < terms.Count && !isOut; i++)
            {
                var holds = known[i]?.Holds(id);
                isOut = holds == false;
                if (holds is null)
                {
                    open.Add(MessageWords.Fold(terms[i]));
                }
            }

            if (isOut || (open.Count > 0 && ++read > SearchLimits.Scanned))
            {
                continue;
            }

            if (open.Count == 0 || await HoldsAllAsync(id, open, ct))
            {
                hits.Add(id);
            }

            if (hits.Count >= limit)
            {
                break;
            }
        }

        return hits;
    }

    private async Task<bool> HoldsAllAsync(Guid messageId, List<string> folded, CancellationToken ct)
    {
        if (await _mail.OpenAsync(messageId, ct) is not { } message)
        {
            return false;
        }

        var words = await MessageWords.ReadAsync(message, SearchIn.Anywhere, ct);
        return folded.TrueForAll(term => words.Has(term));
    }

    private async Task<IEnumerable<Guid>> AllAsync(Guid mailboxId, CancellationToken ct) =>
        await _database.ListAsync(
            """
            SELECT DISTINCT e.message_id FROM mailboxes_folder f JOIN mailboxes_entry e ON e.folder_id = f.id
            WHERE f.mailbox_id = @mailboxId ORDER BY e.message_id DESC LIMIT @most
            """,
            row => row.GetId(0),
            ct,
            ("@mailboxId", SqlIds.Value(_database.Engine, mailboxId)),
            ("@most", (long)SearchLimits.Scanned)
        );

    private static bool CanAsk(string text, string folded) =>
        folded.Length <= SearchLimits.LongestTerm
        && text.AsSpan().IndexOfAny("\0\r\n\uFFFD") < 0
        && folded.EnumerateRunes().Count() >= SearchLimits.ShortestTerm;
}
