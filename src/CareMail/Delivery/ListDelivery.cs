using System.Text;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Hosting;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Dsn;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>A list a message is for, what becomes of the message there, and whom it reaches.</summary>
internal sealed record ListPlan(MailingList List, ListVerdict Verdict, ListExpansion To);

/// <summary>What has to be written in the transaction that files a message, for the lists it is for.</summary>
internal sealed record ListCopies(
    IReadOnlyList<Filing> Filings,
    IReadOnlyList<Retention> Retained,
    Func<WriteTransaction, Task> WriteAsync
);

/// <summary>
/// Opens lists: one copy for each mailbox, however many lists it stands on, with the fields by which programs know a list;
/// a copy for members outside, whose failures come back to the list and to nobody else; and what waits for an owner is held.
/// </summary>
internal sealed class ListDelivery(
    CareMailSettings settings,
    MailStore store,
    MailingLists lists,
    RoutePlanner routes,
    OutboundQueue queue,
    Reports reports,
    BounceFiling bounces,
    NoticeQueue notices,
    TimeProvider clock
)
{
    private const int Block = 64 * 1024;

    /// <summary>Enough for the longest Return-Path.</summary>
    private const int FirstField = 1024;

    private const string ReturnPath = "Return-Path:";

    /// <summary>What becomes of the message at each list among the recipients.</summary>
    public async Task<IReadOnlyList<ListPlan>> PlanAsync(
        IEnumerable<Recipient> recipients,
        ListPoster poster,
        CancellationToken ct
    )
    {
        var plans = new List<ListPlan>();
        foreach (var recipient in recipients.Where(IsList).DistinctBy(r => r.MailboxId))
        {
            if (await lists.FindAsync(recipient.MailboxId, ct) is { IsOpen: true } list)
            {
                var (verdict, to) = await lists.AskAsync(list, poster, ct);
                plans.Add(new ListPlan(list, verdict, to));
            }
        }

        return plans;
    }

    public static bool IsList(Recipient recipient) => recipient.Kind is MailboxKind.List;

    /// <summary>The sentence for whoever may not write there; null when all go or wait.</summary>
    public static IReadOnlyList<RecipientResult> Refused(IEnumerable<ListPlan> plans) =>
        [
            .. plans
                .Select(plan => (plan.List, Sentence: ListRules.Sentence(plan.Verdict, plan.List.Address)))
                .Where(no => no.Sentence is not null)
                .Select(no => new RecipientResult(
                    no.List.EmailAddress,
                    MailRoute.Returned,
                    ReturnReason.None,
                    no.Sentence
                )),
        ];

    /// <param name="message">As it came, trace fields and all.</param>
    /// <param name="served">Mailboxes that get it anyway; those of the lists are added.</param>
    /// <param name="sentTo">Addresses outside that get it anyway.</param>
    public async Task<ListCopies> PrepareAsync(
        StoredMessage message,
        IReadOnlyList<ListPlan> plans,
        ListPoster poster,
        bool askSecure,
        ISet<Guid> served,
        IEnumerable<EmailAddress> sentTo,
        CancellationToken ct
    )
    {
        var work = new Work(served, [.. sentTo.Select(address => address.Key)]);
        foreach (var plan in plans.Where(p => p.Verdict is ListVerdict.Goes))
        {
            await AddAsync(work, store.Open(message), plan, poster.MailboxId is not null, askSecure, ct);
        }

        var waiting = plans.Where(p => p.Verdict is ListVerdict.Waits).Select(p => p.List).ToList();
        work.Retained.AddRange(waiting.Select(list => new Retention(message, list.OrganisationId)));
        var owners = new List<(MailingList List, IReadOnlyList<ListPerson> Owners)>();
        foreach (var list in waiting)
        {
            owners.Add((list, await lists.OwnersAsync(list.Id, ct)));
        }

        return work.Done(
            queue,
            async tx =>
            {
                foreach (var (list, people) in owners)
                {
                    await HoldAsync(tx, message, list, people, poster, askSecure);
                }
            }
        );
    }

    /// <summary>The copies of a message that an owner let through.</summary>
    public async Task<ListCopies> ReleaseAsync(
        StoredMessageReader message,
        MailingList list,
        ListPost post,
        CancellationToken ct
    )
    {
        var work = new Work(new HashSet<Guid>(), []);
        var plan = new ListPlan(list, ListVerdict.Goes, await lists.ExpandAsync(list.Id, ct));
        await AddAsync(work, message, plan, post.MailboxId is not null, post.AskedSecure, ct);
        return work.Done(queue, _ => Task.CompletedTask);
    }

    private async Task AddAsync(
        Work work,
        StoredMessageReader message,
        ListPlan plan,
        bool isOwn,
        bool askSecure,
        CancellationToken ct
    )
    {
        var inside = plan.To.Mailboxes.Where(work.Served.Add).ToList();
        var outside = plan.To.Outside.Where(address => work.SentTo.Add(address.Key)).ToList();
        if (inside.Count + outside.Count == 0)
        {
            return;
        }

        var copy = await CopyAsync(message, plan.List, ct);
        var now = clock.GetUtcNow();
        work.Filings.AddRange(
            inside.Select(mailbox => new Filing(
                copy,
                new Placement
                {
                    MailboxId = mailbox,
                    Keywords = isOwn ? [FlagNames.OwnMail] : [],
                    Received = now,
                    // Whoever is full is told so elsewhere; that the message came is the list's promise.
                    EvenOverQuota = true,
                }
            ))
        );
        if (outside.Count > 0)
        {
            await AddOutsideAsync(work, copy, plan.List, outside, askSecure, now, ct);
        }
    }

    /// <summary>From the list itself: what fails comes back to its owners, and not to a sender who knows none of these.</summary>
    private async Task AddOutsideAsync(
        Work work,
        StoredMessage copy,
        MailingList list,
        IReadOnlyList<EmailAddress> outside,
        bool askSecure,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var planned = await routes.PlanAsync(outside, copy, askSecure, ct);
        var mail = new QueuedMail(
            copy,
            list.OrganisationId,
            list.Id,
            list.EmailAddress,
            [.. planned.Where(r => r.Route is MailRoute.Secure or MailRoute.Ordinary).Select(r => (r.Address, r.Route))]
        );
        work.Retained.AddRange(queue.Retentions(mail));
        work.Queued.Add(mail);
        var returned = planned.Where(r => r.Route is MailRoute.Returned).ToList();
        if (returned.Count == 0)
        {
            return;
        }

        var report = await reports.FailedAsync(
            list.Address,
            store.Open(copy),
            now,
            // RFC 3463 §3.8: 5.7.1, not by our policy.
            [.. returned.Select(r => new ReportedRecipient(r.Address.ToString(), r.Sentence ?? "", "5.7.1"))],
            ct
        );
        work.Filings.Add(await bounces.StoreAsync(list.Id, report, ct));
    }

    /// <summary>The message with the fields of a list before it, and without the path it had: each copy gets a new one.</summary>
    private async Task<StoredMessage> CopyAsync(StoredMessageReader message, MailingList list, CancellationToken ct)
    {
        var start = await PathLengthAsync(message, ct);
        await using var copy = store.Receive(message.Size);
        await using var bytes = message.OpenStream(start);
        var block = new byte[Block];
        int read;
        while ((read = await bytes.ReadAsync(block, ct)) > 0)
        {
            await copy.WriteAsync(block.AsMemory(0, read), ct);
        }

        copy.Complete(Encoding.UTF8.GetBytes(Fields(list.EmailAddress)));
        return await copy.StoreAsync(ct);
    }

    /// <summary>RFC 2919 §3 and RFC 2369 §3.4; Precedence is older than both and still what automatic replies look at.</summary>
    internal static string Fields(EmailAddress list) =>
        $"List-Id: <{list.LocalPart}.{list.Domain}>\r\nList-Post: <mailto:{list}>\r\nPrecedence: list\r\n";

    private static async Task<long> PathLengthAsync(StoredMessageReader message, CancellationToken ct)
    {
        var head = new System.Buffers.ArrayBufferWriter<byte>();
        await message.ReadAsync(0, FirstField, head, ct);
        var text = Encoding.Latin1.GetString(head.WrittenSpan);
        return text.StartsWith(ReturnPath, StringComparison.OrdinalIgnoreCase)
            ? text.IndexOf("\r\n", StringComparison.Ordinal) + 2
            : 0;
    }

    private async Task HoldAsync(
        WriteTransaction tx,
        StoredMessage message,
        MailingList list,
        IReadOnlyList<ListPerson> owners,
        ListPoster poster,
        bool askSecure
    )
    {
        await MailingLists.HoldPostAsync(
            tx,
            new ListPost
            {
                Id = Ids.New(),
                ListId = list.Id,
                MessageId = message.Id,
                MailboxId = poster.MailboxId,
                AccountId = poster.AccountId,
                Sender = poster.Address.ToString(),
                AskedSecure = askSecure,
                Came = clock.GetUtcNow(),
            }
        );
        // One notice for all that wait: whoever is told twice before they look learns nothing more.
        await notices.DropAsync(tx, NoticeKind.ListPostWaits, list.Id);
        var link = new Uri(settings.Url, $"/manage/lists/{list.Id}/waiting").ToString();
        foreach (var owner in owners)
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.ListPostWaits, list.Id, owner.Address)
                {
                    Values = new Dictionary<string, string> { ["list"] = list.Name, ["link"] = link },
                }
            );
        }

        // Somebody outside, who may not be who they say, is not written to before a person has looked.
        if (poster.MailboxId is not null)
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.ListPostHeld, list.Id, poster.Address.ToString())
                {
                    Values = new Dictionary<string, string>
                    {
                        ["list"] = list.Name,
                        ["subject"] = message.Summary.Envelope.Subject ?? "",
                    },
                }
            );
        }
    }

    private sealed class Work(ISet<Guid> served, HashSet<string> sentTo)
    {
        public ISet<Guid> Served => served;

        public HashSet<string> SentTo => sentTo;

        public List<Filing> Filings { get; } = [];

        public List<Retention> Retained { get; } = [];

        public List<QueuedMail> Queued { get; } = [];

        public ListCopies Done(OutboundQueue queue, Func<WriteTransaction, Task> more) =>
            new(
                Filings,
                Retained,
                async tx =>
                {
                    foreach (var mail in Queued)
                    {
                        await queue.EnqueueAsync(tx, mail);
                    }

                    await more(tx);
                }
            );
    }
}
