using CareMail.Storage;

namespace CareMail.Notices;

/// <summary>Takes what is due, has it sent, and settles what came of it.</summary>
internal sealed class NoticeWorker(
    Database database,
    NoticeQueue queue,
    INoticeSender sender,
    IEnumerable<IMadeWhenSent> makers,
    IEnumerable<IUndelivered> listeners,
    IEnumerable<IOwnPost> posts,
    NoticeLimits limits,
    TimeProvider time,
    ILogger<NoticeWorker> log
) : BackgroundService
{
    private readonly Dictionary<NoticeKind, IMadeWhenSent> _makers = makers.ToDictionary(m => m.Kind);
    private DateTimeOffset _swept;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!sender.Exists)
        {
            NoticesLog.NoSender(log);
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // The queue outlives any trouble of the database.
            catch (Exception e)
#pragma warning restore CA1031
            {
                NoticesLog.QueueTrouble(log, e);
            }

            await queue.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Everything that is due.</summary>
    internal async Task RunOnceAsync(CancellationToken ct = default)
    {
        while (await database.ReadAsync(c => NoticeTable.AnyDueAsync(c, time.GetUtcNow()), ct))
        {
            var now = time.GetUtcNow();
            var taken = await database.WriteAsync(
                tx => NoticeTable.TakeAsync(tx, now, now + limits.Lease, limits.AtOnce),
                ct
            );
            await Task.WhenAll(taken.Select(row => SendAsync(row, ct)));
        }
    }

    /// <summary>Once a day, what was settled long ago.</summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now - _swept >= TimeSpan.FromDays(1))
        {
            _swept = now;
            await database.WriteAsync(tx => NoticeTable.SweepAsync(tx, now - limits.KeptAfterwards), ct);
        }
    }

    private async Task SendAsync(NoticeRow row, CancellationToken ct)
    {
        try
        {
            await SettleAsync(row, await TryAsync(row, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await database.WriteAsync(tx => NoticeTable.ReleaseAsync(tx, row), CancellationToken.None);
        }
#pragma warning disable CA1031 // One notice never stops the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NoticesLog.Trouble(log, e, row.Id);
            await SettleAsync(row, SendResult.TryLater);
        }
    }

    /// <summary>Null: it is not needed any more.</summary>
    private async Task<SendResult?> TryAsync(NoticeRow row, CancellationToken ct)
    {
        if (row.UsefulUntil <= time.GetUtcNow())
        {
            return null;
        }

        var content = queue.Open(row);
        if (_makers.TryGetValue(row.Kind, out var maker))
        {
            if (await maker.MakeAsync(row.AccountId!.Value, ct) is not { } made)
            {
                return null;
            }

            foreach (var (name, value) in made)
            {
                content.Values[name] = value;
            }
        }

        var (subject, body) = NoticeWords.Write(row.Kind, content.Values);
        var written = new WrittenNotice(row.Id, NoticeWords.ChannelOf(row.Kind), content.To, subject, body);
        if (written.Channel is NoticeChannel.Email && posts.FirstOrDefault(p => p.IsOurs(written.To)) is { } post)
        {
            return await post.FileAsync(written, ct) ? SendResult.Sent : SendResult.Refused;
        }

        return await sender.SendAsync(written, ct);
    }

    // From here on what was sent must be written down, whoever wants us to stop.
    private Task SettleAsync(NoticeRow row, SendResult? result) =>
        database.WriteAsync(async tx =>
        {
            var now = time.GetUtcNow();
            switch (result)
            {
                case SendResult.Sent:
                    await NoticeTable.SettleAsync(tx, row, NoticeState.Sent, now);
                    break;
                case null:
                    await NoticeTable.SettleAsync(tx, row, NoticeState.NotNeeded, now);
                    break;
                case SendResult.TryLater when row.Attempts + 1 < limits.Tries:
                    await NoticeTable.PostponeAsync(tx, row, now + limits.WaitAfter(row.Attempts + 1));
                    break;
                default:
                    await GiveUpAsync(tx, row, now);
                    break;
            }
        });

    private async Task GiveUpAsync(WriteTransaction tx, NoticeRow row, DateTimeOffset now)
    {
        if (!await NoticeTable.SettleAsync(tx, row, NoticeState.GivenUp, now))
        {
            return;
        }

        foreach (var listener in listeners)
        {
            await listener.UndeliveredAsync(tx, row.Kind, row.About, row.AccountId);
        }

        tx.AfterCommit(() => NoticesLog.GivenUp(log, row.Id, row.Kind, row.Attempts + 1));
    }
}
