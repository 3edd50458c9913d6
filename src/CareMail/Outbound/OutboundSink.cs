using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.Outbound;

/// <summary>Mail that would have left, had this not been a demo.</summary>
public sealed class SinkMail
{
    public Guid Id { get; init; }

    /// <summary>Open it with <see cref="MailStore.OpenAsync"/>.</summary>
    public Guid MessageId { get; init; }
    public Guid OrganisationId { get; init; }
    public DateTimeOffset Sent { get; init; }

    /// <summary>Empty for the null path.</summary>
    public string Sender { get; init; } = "";

    /// <summary>One on each line.</summary>
    public string Recipients { get; init; } = "";

    /// <summary>It would have gone by verified TLS only.</summary>
    public bool Secure { get; init; }
}

/// <summary>The demo's relay: takes everything and keeps it to be looked at. Counts as secure, so that every route can be seen.</summary>
public sealed class OutboundSink(Database database, MailStore store, TimeProvider clock) : IRelay
{
    public bool Exists => true;

    public bool IsSecure => true;

    public async Task<IReadOnlyList<RelayAnswer>> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(mail);
        await database.WriteAsync(
            async tx =>
            {
                await store.RetainAsync(tx, mail.Message.MessageId, mail.OrganisationId);
                await tx.ExecuteAsync(
                    """
                    INSERT INTO outbound_sink (id, message_id, organisation_id, sent, sender, recipients, secure)
                    VALUES (@id, @MessageId, @OrganisationId, @sent, @sender, @recipients, @MustBeSecure)
                    """,
                    new
                    {
                        id = Ids.New(),
                        mail.Message.MessageId,
                        mail.OrganisationId,
                        sent = clock.GetUtcNow(),
                        sender = mail.Sender?.ToString() ?? "",
                        recipients = string.Join('\n', mail.Recipients),
                        mail.MustBeSecure,
                    }
                );
            },
            ct
        );
        return [.. mail.Recipients.Select(_ => new RelayAnswer(RelayOutcome.Taken, "2.0.0", null, "demo"))];
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<SinkMail>> ListAsync(int most = 100, CancellationToken ct = default) =>
        database.QueryAsync<SinkMail>(
            """
            SELECT id AS Id, message_id AS MessageId, organisation_id AS OrganisationId, sent AS Sent, sender AS Sender,
                recipients AS Recipients, secure AS Secure
            FROM outbound_sink ORDER BY sent DESC, id DESC LIMIT @most
            """,
            new { most },
            ct
        );
}
