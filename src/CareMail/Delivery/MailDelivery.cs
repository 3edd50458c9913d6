using System.Text;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Dsn;
using CareMail.Protocols.Smtp;
using CareMail.Storage;

namespace CareMail.Delivery;

public enum DeliveryOutcome
{
    Delivered,
    TooLarge,

    /// <summary>A mailbox went away between RCPT and now; nothing was filed.</summary>
    MailboxGone,
}

/// <summary>
/// Splits a message over folders, queue and (later) portal, in one transaction: all of it is durable when the answer comes,
/// or none of it happened. The exchange, submission and the browser call it.
/// </summary>
public sealed class MailDelivery
{
    private readonly CareMailSettings _settings;
    private readonly MailStore _store;
    private readonly Addresses _addresses;
    private readonly OutboundQueue _queue;
    private readonly OutboundUsage _usage;
    private readonly RoutePlanner _routes;
    private readonly Reports _reports;
    private readonly BounceFiling _bounces;
    private readonly ListDelivery _lists;
    private readonly SendingPace _pace;
    private readonly SubmissionLimits _limits;
    private readonly IReadOnlyList<IOwnMail> _listeners;
    private readonly IReadOnlyList<IOwnLimits> _own;
    private readonly TimeProvider _clock;

    internal MailDelivery(
        CareMailSettings settings,
        MailStore store,
        Addresses addresses,
        OutboundQueue queue,
        OutboundUsage usage,
        RoutePlanner routes,
        Reports reports,
        BounceFiling bounces,
        ListDelivery lists,
        SendingPace pace,
        SubmissionLimits limits,
        IEnumerable<IOwnMail> listeners,
        IEnumerable<IOwnLimits> own,
        TimeProvider clock
    ) =>
        (
            _settings,
            _store,
            _addresses,
            _queue,
            _usage,
            _routes,
            _reports,
            _bounces,
            _lists,
            _pace,
            _limits,
            _listeners,
            _own,
            _clock
        ) = (
            settings,
            store,
            addresses,
            queue,
            usage,
            routes,
            reports,
            bounces,
            lists,
            pace,
            limits,
            [.. listeners],
            [.. own],
            clock
        );

    /// <summary>Files mail from outside into the inboxes of recipients that were accepted.</summary>
    /// <param name="message">Written to its end.</param>
    /// <param name="lead">Return-Path and Received.</param>
    /// <param name="recipients">Mailboxes that occur twice are served once.</param>
    /// <param name="sender">The reverse-path; null: a report, which a list does not pass on.</param>
    /// <param name="ct">Gives up waiting; what was begun may still be filed.</param>
    public async Task<DeliveryOutcome> DeliverAsync(
        IncomingMessage message,
        ReadOnlyMemory<byte> lead,
        IReadOnlyList<Recipient> recipients,
        EmailAddress? sender = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(recipients);
        if (message.IsTooLarge)
        {
            return DeliveryOutcome.TooLarge;
        }

        message.Complete(lead);
        var poster = sender is null ? null : new ListPoster(null, null, sender);
        var plans = poster is null ? [] : await _lists.PlanAsync(recipients, poster, ct);
        if (ListDelivery.Refused(plans).Count > 0)
        {
            return DeliveryOutcome.MailboxGone;
        }

        var stored = await message.StoreAsync(ct);
        var direct = recipients.Where(r => poster is null || !ListDelivery.IsList(r)).ToList();
        var filings = Inboxes(stored, direct, []);
        if (plans.Count == 0)
        {
            return (await _store.FileAsync(filings, ct: ct)).IsFiled
                ? DeliveryOutcome.Delivered
                : DeliveryOutcome.MailboxGone;
        }

        var copies = await _lists.PrepareAsync(stored, plans, poster!, false, MailboxesOf(direct), [], ct);
        var result = await _store.FileAsync([.. filings, .. copies.Filings], copies.Retained, copies.WriteAsync, ct);
        return result.IsFiled ? DeliveryOutcome.Delivered : DeliveryOutcome.MailboxGone;
    }

    /// <summary>Sends for one of our accounts: sender rule, limits, routes, copies.</summary>
    public async Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (submission.Message.IsTooLarge)
        {
            return No(SubmissionOutcome.TooLarge);
        }

        var summary = submission.Message.Complete(submission.Lead.IsEmpty ? OwnLead() : submission.Lead);
        var senders = await _addresses.SendersOfAsync(submission.AccountId, ct);
        var authors = submission.Authors ?? [.. summary.Envelope.From, .. summary.Envelope.Sender];
        var (refusal, sender) = SenderRule.Check(submission.Sender, authors, senders);
        if (sender is null)
        {
            return No(refusal);
        }

        IReadOnlyList<EmailAddress> recipients = [.. submission.Recipients.Distinct()];
        if (await CheckLimitsAsync(sender.Path.MailboxId, recipients.Count, ct) is { } limit)
        {
            return No(limit);
        }

        var own = await _addresses.ResolveAsync([.. recipients.Where(IsOwn)], ct);
        var refused = RecipientRule.Refused(recipients.Where(IsOwn), own);
        if (refused.Count > 0)
        {
            return new SubmissionResult(SubmissionOutcome.RecipientRefused, Guid.Empty, refused);
        }

        var poster = new ListPoster(sender.Path.MailboxId, submission.AccountId, sender.Path.Address);
        var plans = await _lists.PlanAsync(own.Values, poster, ct);
        if (ListDelivery.Refused(plans) is { Count: > 0 } shut)
        {
            return new SubmissionResult(SubmissionOutcome.RecipientRefused, Guid.Empty, shut);
        }

        var stored = await submission.Message.StoreAsync(ct);
        var routes = await _routes.PlanAsync(recipients, stored, submission.AskSecure, ct);
        var letter = new OwnMail(
            submission.AccountId,
            sender.From,
            [.. own.Values.Where(r => !ListDelivery.IsList(r))],
            summary.Envelope.Subject ?? "",
            summary.Preview,
            stored.Id
        );
        var copies = await _lists.PrepareAsync(
            stored,
            plans,
            poster,
            submission.AskSecure,
            MailboxesOf(letter.To),
            routes.Where(IsOutside).Select(r => r.Address),
            ct
        );
        var waits = plans.Where(p => p.Verdict is ListVerdict.Waits).Select(p => p.List.EmailAddress).ToHashSet();
        return await SendAsync(
            submission,
            sender,
            letter,
            stored,
            [.. routes.Select(r => waits.Contains(r.Address) ? r with { Waits = true } : r)],
            copies,
            ct
        );
    }

    /// <summary>Which way each recipient's copy would go, without a message: for the page on which one is being written.</summary>
    public async Task<IReadOnlyList<RecipientResult>> RouteAsync(
        Guid accountId,
        IReadOnlyList<EmailAddress> recipients,
        bool askSecure = false,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(recipients);
        var own = await _addresses.ResolveAsync([.. recipients.Where(IsOwn)], ct);
        var refused = RecipientRule.Refused(recipients.Where(IsOwn), own);
        if (refused.Count == 0)
        {
            refused = await ShutListsAsync(accountId, own.Values, ct);
        }

        var planned = await _routes.PlanAsync(recipients, null, askSecure, ct);
        return [.. planned.Select(p => refused.FirstOrDefault(r => r.Address.Equals(p.Address)) ?? p)];
    }

    /// <summary>Lists that none of the account's addresses may write to.</summary>
    private async Task<IReadOnlyList<RecipientResult>> ShutListsAsync(
        Guid accountId,
        IEnumerable<Recipient> recipients,
        CancellationToken ct
    )
    {
        var asked = recipients.Where(ListDelivery.IsList).ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        IReadOnlyList<RecipientResult>? shut = null;
        foreach (var sender in await _addresses.SendersOfAsync(accountId, ct))
        {
            var plans = await _lists.PlanAsync(asked, new ListPoster(sender.MailboxId, accountId, sender.Address), ct);
            var no = ListDelivery.Refused(plans);
            shut = shut is null ? no : [.. shut.Where(r => no.Any(n => n.Address.Equals(r.Address)))];
        }

        return shut ?? [];
    }

    private static bool IsOutside(RecipientResult result) => result.Route is MailRoute.Secure or MailRoute.Ordinary;

    private static HashSet<Guid> MailboxesOf(IEnumerable<Recipient> recipients) =>
        [.. recipients.Select(r => r.MailboxId)];

    private async Task<SubmissionResult> SendAsync(
        Submission submission,
        AllowedSender sender,
        OwnMail letter,
        StoredMessage stored,
        IReadOnlyList<RecipientResult> routes,
        ListCopies lists,
        CancellationToken ct
    )
    {
        var now = _clock.GetUtcNow();
        var filings = Inboxes(stored, letter.To, [FlagNames.OwnMail]);
        // Design §4: a shared mailbox's mail is filed once, by the server, so that everybody there sees it was sent.
        var copyAt = submission.KeepCopy || !sender.From.IsPersonal ? filings.Count : -1;
        if (copyAt >= 0)
        {
            filings.Add(Copy(stored, sender.From.MailboxId, now));
        }

        var returned = routes.Where(r => r.Route == MailRoute.Returned).ToList();
        if (returned.Count > 0)
        {
            filings.Add(await ReturnAsync(sender.Path, stored, returned, now, ct));
        }

        var outside = routes.Where(IsOutside).ToList();
        var queued = new QueuedMail(
            stored,
            await _routes.OrganisationOfAsync(sender.Path.MailboxId, ct),
            sender.Path.MailboxId,
            submission.Sender,
            [.. outside.Select(r => (r.Address, r.Route))]
        );
        var result = await _store.FileAsync(
            [.. filings, .. lists.Filings],
            [.. _queue.Retentions(queued), .. lists.Retained],
            async tx =>
            {
                await _queue.EnqueueAsync(tx, queued);
                await lists.WriteAsync(tx);
                await _usage.AddAsync(tx, sender.Path.MailboxId, now, routes.Count);
                await (submission.Alongside?.Invoke(tx) ?? Task.CompletedTask);
                foreach (var listener in _listeners)
                {
                    await listener.SentAsync(tx, letter);
                }
            },
            ct
        );
        // Between our look at the address book and now a mailbox has gone: nothing was sent, the sender tries again.
        return result.IsFiled
            ? new SubmissionResult(
                SubmissionOutcome.Accepted,
                stored.Id,
                routes,
                copyAt < 0 ? null : result.Entries[copyAt]
            )
            : No(SubmissionOutcome.RecipientRefused);
    }

    private async Task<SubmissionOutcome?> CheckLimitsAsync(Guid mailboxId, int recipients, CancellationToken ct)
    {
        if (recipients == 0)
        {
            return SubmissionOutcome.NoRecipients;
        }

        if (recipients > _limits.RecipientsPerMessage)
        {
            return SubmissionOutcome.TooManyRecipients;
        }

        var own = await OwnLimitsAsync(mailboxId, ct);
        if (
            await _usage.OfAsync(mailboxId, _clock.GetUtcNow(), ct) + recipients
            > (own?.RecipientsPerDay ?? _limits.RecipientsPerDay)
        )
        {
            return SubmissionOutcome.DailyLimit;
        }

        return _pace.TryTake(mailboxId, own?.MessagesPerMinute) ? null : SubmissionOutcome.TooFast;
    }

    private async Task<OwnLimits?> OwnLimitsAsync(Guid mailboxId, CancellationToken ct)
    {
        foreach (var own in _own)
        {
            if (await own.OfAsync(mailboxId, ct) is { } limits)
            {
                return limits;
            }
        }

        return null;
    }

    private List<Filing> Inboxes(
        StoredMessage stored,
        IEnumerable<Recipient> recipients,
        IReadOnlyList<string> keywords
    )
    {
        var now = _clock.GetUtcNow();
        return
        [
            .. recipients
                .DistinctBy(recipient => recipient.MailboxId)
                .Select(recipient => new Filing(
                    stored,
                    new Placement
                    {
                        MailboxId = recipient.MailboxId,
                        Keywords = keywords,
                        Received = now,
                        // The quota was asked at RCPT. Now the message is here, and one too many is better than one lost.
                        EvenOverQuota = true,
                    }
                )),
        ];
    }

    private static Filing Copy(StoredMessage stored, Guid mailboxId, DateTimeOffset now) =>
        new(
            stored,
            new Placement
            {
                MailboxId = mailboxId,
                Use = SpecialUse.Sent,
                Flags = MessageFlags.Seen,
                Received = now,
                EvenOverQuota = true,
            }
        );

    private async Task<Filing> ReturnAsync(
        SenderAddress to,
        StoredMessage stored,
        IReadOnlyList<RecipientResult> returned,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var report = await _reports.FailedAsync(
            to.Address.ToString(),
            _store.Open(stored),
            now,
            // RFC 3463 §3.8: 5.7.1, not by our policy.
            [.. returned.Select(r => new ReportedRecipient(r.Address.ToString(), r.Sentence ?? "", "5.7.1"))],
            ct
        );
        return await _bounces.StoreAsync(to.MailboxId, report, ct);
    }

    private byte[] OwnLead() =>
        Encoding.UTF8.GetBytes(
            TraceFields.Received(
                new TraceClient("", null),
                _settings.Hostname,
                "HTTPS",
                null,
                Ids.New().ToString("N"),
                _clock.GetUtcNow()
            )
        );

    private bool IsOwn(EmailAddress address) => _addresses.IsOwnDomain(address.Domain);

    private static SubmissionResult No(SubmissionOutcome why) => new(why, Guid.Empty, []);
}
