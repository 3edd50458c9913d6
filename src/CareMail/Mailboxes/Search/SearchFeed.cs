using CareMail.Storage;

namespace CareMail.Mailboxes.Search;

/// <summary>
/// Brings the index up to date with the marks, after delivery and never in its way. A mark goes only once the index is
/// durable, so that a crash costs nothing but doing a batch again.
/// </summary>
internal sealed class SearchFeed(
    MailSearch search,
    ISearchStore store,
    SearchMarks marks,
    Database database,
    MailStore mail,
    Leases leases,
    TimeProvider time,
    ILogger<MailSearch> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(1);

    // Between full batches: mail in motion comes first.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private DateTimeOffset _leasedUntil;

    /// <summary>Indexes what is marked now; true if there was a full batch, so that more may wait.</summary>
    internal async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var next = await marks.NextAsync(SearchLimits.FeedBatch, ct);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = next.Where(mark => mark.MarkedAt <= now).ToList();
        if (batch.Count == 0)
        {
            return false;
        }

        var present = await PresentAsync(batch, ct);
        var known = await store.KnownAsync([.. batch.Select(m => (m.MailboxId, m.MessageId))], ct);
        var rows = new List<SearchRow>();
        var done = new List<SearchMark>();
        var failed = new List<SearchMark>();
        var characters = 0;
        foreach (var mark in batch)
        {
            var place = (mark.MailboxId, mark.MessageId);
            if (characters > SearchLimits.FeedCharacters)
            {
                break;
            }

            if (!present.Contains(place))
            {
                rows.Add(new SearchRow(mark.MailboxId, mark.MessageId, null));
            }
            else if (!known.Contains(place))
            {
                var (words, isBroken) = await WordsAsync(mark, ct);
                if (isBroken)
                {
                    failed.Add(mark);
                    continue;
                }

                rows.Add(new SearchRow(mark.MailboxId, mark.MessageId, words));
                characters += (words?.Head.Length + words?.Body.Length) ?? 0;
            }

            done.Add(mark);
        }

        await store.PutAsync(rows, ct);
        await marks.DoneAsync(done, ct);
        await PostponeAsync(failed, ct);
        return done.Count > 0 && batch.Count == SearchLimits.FeedBatch;
    }

    /// <summary>A new or restored store begins empty: everything is marked before it is trusted.</summary>
    internal async Task PrepareAsync(CancellationToken ct)
    {
        if (!await store.IsCompleteAsync(ct))
        {
            SearchLog.Rebuilding(log);
            await search.RebuildAsync(ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isStarted = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                if (await IsOursAsync(stoppingToken))
                {
                    if (!isStarted)
                    {
                        await PrepareAsync(stoppingToken);
                        isStarted = true;
                    }

                    pause = await RunOnceAsync(stoppingToken) ? Breath : Pause;
                }
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                SearchLog.FeedFailed(log, broken);
                pause = LeaseLength;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsOursAsync(CancellationToken ct)
    {
        if (database.Engine == Engine.Sqlite)
        {
            // The data folder has one program.
            return true;
        }

        var now = time.GetUtcNow();
        if (now < _leasedUntil)
        {
            return true;
        }

        var isOurs = await leases.TryTakeAsync("mailboxes.search", LeaseLength, ct);
        _leasedUntil = isOurs ? now + LeaseLength / 2 : default;
        return isOurs;
    }

    private async Task<HashSet<(Guid, Guid)>> PresentAsync(List<SearchMark> batch, CancellationToken ct)
    {
        var present = await database.ListAsync(
            $"""
            SELECT DISTINCT f.mailbox_id, e.message_id FROM mailboxes_entry e JOIN mailboxes_folder f ON f.id = e.folder_id
            WHERE {SqlIds.In(database.Engine, "e.message_id", "@ids")}
            """,
            row => (row.GetId(0), row.GetId(1)),
            ct,
            ("@ids", SqlIds.List(database.Engine, batch.Select(m => m.MessageId).Distinct()))
        );
        return present.ToHashSet();
    }

    /// <summary>No words: the message went meanwhile. Broken: it is there and cannot be read; <c>verify</c> will say so.</summary>
    private async Task<(MessageWords? Words, bool IsBroken)> WordsAsync(SearchMark mark, CancellationToken ct)
    {
        try
        {
            return await mail.OpenAsync(mark.MessageId, ct) is { } message
                ? (await MessageWords.ReadAsync(message, SearchIn.Anywhere, ct), false)
                : (null, false);
        }
        catch (MessageGoneException)
        {
            return (null, false);
        }
        catch (Exception broken) when (broken is not OperationCanceledException and not System.Data.Common.DbException)
        {
            SearchLog.MessageUnreadable(log, broken, mark.MessageId);
            return (null, true);
        }
    }

    /// <summary>To the end of the line: still scanned by every search, and not in the way of the others.</summary>
    private async Task PostponeAsync(List<SearchMark> failed, CancellationToken ct)
    {
        if (failed.Count > 0)
        {
            var later = time.GetUtcNow() + TimeSpan.FromHours(1);
            await database.WriteAsync(
                tx => SearchMarks.AddAsync(tx, failed.Select(m => (m.MailboxId, m.MessageId)), later),
                ct
            );
        }
    }
}
