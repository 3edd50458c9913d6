using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>A message for recipients outside, to be put in the queue.</summary>
/// <param name="MailboxId">Whose mail it is: reports go there.</param>
/// <param name="Sender">The reverse-path; null: nobody is told of a failure.</param>
public sealed record QueuedMail(
    StoredMessage Message,
    Guid OrganisationId,
    Guid MailboxId,
    EmailAddress? Sender,
    IReadOnlyList<(EmailAddress Address, MailRoute Route)> Recipients
);

/// <summary>
/// The durable queue. What is enqueued in a transaction is tried until it is taken, refused, or given up; then its sender
/// is told. Several programs may work on one queue (leases, <c>FOR UPDATE SKIP LOCKED</c>).
/// </summary>
public sealed class OutboundQueue(Database database, OutboundLimits limits, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>One for each delivery that the mail will become: what the caller hands to <see cref="MailStore.FileAsync"/>.</summary>
    public IReadOnlyList<Retention> Retentions(QueuedMail mail) =>
        [.. Split(mail).Select(_ => new Retention(mail.Message, mail.OrganisationId))];

    /// <summary>Writes the deliveries; work begins when the transaction has committed.</summary>
    public async Task EnqueueAsync(WriteTransaction tx, QueuedMail mail)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(mail);
        var now = clock.GetUtcNow();
        foreach (var (domain, route, recipients) in Split(mail))
        {
            await DeliveryTable.InsertAsync(tx, mail, domain, route, recipients, now);
        }

        tx.AfterCommit(Wake);
    }

    /// <summary>Deliveries waiting or under way.</summary>
    public Task<long> CountAsync(CancellationToken ct = default) =>
        database.ReadAsync(c => DeliveryTable.CountAsync(c), ct);

    /// <summary>Looks at the queue now instead of at the next poll.</summary>
    public void Wake()
    {
        try
        {
            if (_news.CurrentCount == 0)
            {
                _news.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has just said so.
        }
    }

    public void Dispose() => _news.Dispose();

    internal Task WaitAsync(CancellationToken ct) => _news.WaitAsync(limits.Poll, ct);

    private IEnumerable<(string Domain, MailRoute Route, EmailAddress[] Recipients)> Split(QueuedMail mail) =>
        mail
            .Recipients.GroupBy(r => (Domain: r.Address.Domain.ToLowerInvariant(), r.Route), r => r.Address)
            .OrderBy(group => group.Key)
            .SelectMany(group =>
                group.Chunk(limits.RecipientsPerDelivery).Select(some => (group.Key.Domain, group.Key.Route, some))
            );
}
