using System.Collections.Concurrent;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Dsn;
using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>Takes what is due from the queue, hands it to the relay, and settles what came of it in one transaction.</summary>
internal sealed class OutboundWorker(
    Database database,
    MailStore store,
    OutboundQueue queue,
    IRelay relay,
    IBounceFiling bounces,
    Reports reports,
    OutboundLimits limits,
    TimeProvider clock,
    ILogger<OutboundWorker> log
) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly ConcurrentDictionary<string, int> _domains = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // The queue outlives any trouble of the database.
            catch (Exception e)
#pragma warning restore CA1031
            {
                OutboundLog.QueueTrouble(log, e);
            }

            await queue.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>One round: for tests, which then wait for everything that was started.</summary>
    internal async Task RunOnceAsync(CancellationToken ct = default)
    {
        while (await StartDueAsync(ct) > 0)
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task<int> StartDueAsync(CancellationToken ct)
    {
        var room = limits.Concurrency - _running.Count;
        var now = clock.GetUtcNow();
        if (room <= 0 || !await database.ReadAsync(c => DeliveryTable.AnyDueAsync(c, now), ct))
        {
            return 0;
        }

        var taken = await database.WriteAsync(
            tx =>
            {
                var shares = new Dictionary<string, int>(_domains);
                return DeliveryTable.TakeAsync(
                    tx,
                    now,
                    now + limits.Lease,
                    d => HasShare(shares, d.Domain),
                    limits.PerDomain,
                    room
                );
            },
            ct
        );
        foreach (var delivery in taken)
        {
            _domains.AddOrUpdate(delivery.Domain, 1, (_, n) => n + 1);
            _running[delivery.Id] = Task.Run(() => RunAsync(delivery, ct), CancellationToken.None);
        }

        return taken.Count;
    }

    private bool HasShare(Dictionary<string, int> shares, string domain)
    {
        var used = shares.GetValueOrDefault(domain);
        shares[domain] = used + 1;
        return used < limits.PerDomain;
    }

    private async Task RunAsync(DueDelivery delivery, CancellationToken ct)
    {
        try
        {
            await DeliverAsync(delivery, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await database.WriteAsync(tx => DeliveryTable.ReleaseAsync(tx, delivery), CancellationToken.None);
        }
#pragma warning disable CA1031 // It stays in the queue: the lease runs out and it is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OutboundLog.DeliveryTrouble(log, e, delivery.Id);
        }
        finally
        {
            _domains.AddOrUpdate(delivery.Domain, 0, (_, n) => n - 1);
            _domains.TryRemove(KeyValuePair.Create(delivery.Domain, 0));
            _running.TryRemove(delivery.Id, out _);
            queue.Wake();
        }
    }

    private async Task DeliverAsync(DueDelivery delivery, CancellationToken ct)
    {
        var message = await store.OpenAsync(delivery.MessageId, ct);
        if (message is null)
        {
            OutboundLog.MessageMissing(log, delivery.Id, delivery.MessageId);
            await database.WriteAsync(tx => DeliveryTable.RemoveAsync(tx, delivery.Id), ct);
            return;
        }

        var mail = new OutgoingMail(
            delivery.OrganisationId,
            delivery.Sender.Length == 0 ? null : EmailAddress.Parse(delivery.Sender),
            [.. delivery.Recipients.Select(r => EmailAddress.Parse(r.Address))],
            message,
            MustBeSecure: delivery.Route == MailRoute.Secure
        );
        var answers = await relay.SendAsync(mail, ct);

        // From here on what the relay has taken must be written down, whoever wants us to stop.
        await SettleAsync(delivery, message, answers);
    }

    private async Task SettleAsync(
        DueDelivery delivery,
        StoredMessageReader message,
        IReadOnlyList<RelayAnswer> answers
    )
    {
        var now = clock.GetUtcNow();
        var age = now - delivery.Created;
        var all = delivery.Recipients.Zip(answers, (recipient, answer) => new Settled(recipient, answer)).ToList();
        var failed = all.Where(s => s.IsFailed(delivery.Route, age, limits)).ToList();
        var waiting = all.Where(s => !s.IsTaken && !failed.Contains(s)).ToList();
        OutboundLog.Settled(log, delivery.Id, all.Count(s => s.IsTaken), waiting.Count, failed.Count);

        var tellDelay =
            failed.Count == 0 && waiting.Count > 0 && !delivery.DelayReported && age >= limits.TellDelayAfter;
        async Task Rows(WriteTransaction tx)
        {
            if (!await DeliveryTable.StillMineAsync(tx, delivery))
            {
                throw new LeaseLostException();
            }

            await WriteDownAsync(tx, delivery, waiting, delivery.DelayReported || tellDelay, now);
        }

        // RFC 5321 §6.1: about mail with a null reverse-path nobody is told anything.
        var report =
            delivery.Sender.Length == 0 ? null
            : failed.Count > 0 ? await FailedReportAsync(delivery, message, failed)
            : tellDelay ? await DelayedReportAsync(delivery, message, waiting)
            : null;
        if (report is null || !await bounces.FileAsync(delivery.MailboxId, report, Rows))
        {
            await database.WriteAsync(Rows);
        }
    }

    private async Task WriteDownAsync(
        WriteTransaction tx,
        DueDelivery delivery,
        List<Settled> waiting,
        bool delayReported,
        DateTimeOffset now
    )
    {
        if (waiting.Count == 0)
        {
            await DeliveryTable.RemoveAsync(tx, delivery.Id);
            await store.ReleaseAsync(tx, delivery.MessageId, delivery.OrganisationId);
            return;
        }

        foreach (var done in delivery.Recipients.Except(waiting.Select(w => w.Recipient)))
        {
            await DeliveryTable.RemoveRecipientAsync(tx, done);
        }

        var due = now + RetryRules.Wait(delivery.Attempts + 1, limits);
        await DeliveryTable.PostponeAsync(tx, delivery, due, delayReported, waiting[0].Answer.Said ?? "");
    }

    private Task<byte[]> FailedReportAsync(DueDelivery delivery, StoredMessageReader message, List<Settled> failed) =>
        reports.FailedAsync(
            delivery.Sender,
            message,
            delivery.Created,
            [
                .. failed.Select(s => new ReportedRecipient(
                    s.Recipient.Address,
                    FailureSentence.For(
                        s.Recipient.Address,
                        delivery.Domain,
                        s.Answer,
                        expired: s.Answer.Outcome != RelayOutcome.Refused
                    ),
                    // RFC 3463 §3.5: 5.4.7, given up after trying for long.
                    s.Answer.Outcome == RelayOutcome.Refused
                        ? s.Answer.Status
                        : "5.4.7",
                    s.Answer.Said,
                    s.Answer.Server
                )),
            ]
        );

    private Task<byte[]> DelayedReportAsync(DueDelivery delivery, StoredMessageReader message, List<Settled> waiting) =>
        reports.DelayedAsync(
            delivery.Sender,
            message,
            delivery.Created,
            [
                .. waiting.Select(s => new ReportedRecipient(
                    s.Recipient.Address,
                    FailureSentence.Delayed(s.Recipient.Address, delivery.Domain),
                    s.Answer.Status,
                    s.Answer.Said,
                    s.Answer.Server
                )),
            ],
            RetryRules.GivesUpAt(delivery.Created, limits)
        );

    private sealed record Settled(DueRecipient Recipient, RelayAnswer Answer)
    {
        public bool IsTaken => Answer.Outcome == RelayOutcome.Taken;

        public bool IsFailed(MailRoute route, TimeSpan age, OutboundLimits limits) =>
            Answer.Outcome == RelayOutcome.Refused
            || (!IsTaken && RetryRules.IsGivenUp(age, route, Answer.Outcome, limits));
    }

    // Somebody else has the delivery since our lease ran out: their settlement counts, ours is dropped.
    private sealed class LeaseLostException() : Exception("The lease of a delivery ran out while it was worked on.");
}
