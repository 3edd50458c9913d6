using System.Data.Common;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using Dapper;

namespace CareMail.Outbound;

/// <summary>One message on its way to some recipients of one domain, as its rows say.</summary>
internal sealed class DueDelivery
{
    public Guid Id { get; init; }
    public Guid MessageId { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid MailboxId { get; init; }
    public string Sender { get; init; } = "";
    public string Domain { get; init; } = "";
    public MailRoute Route { get; init; }
    public DateTimeOffset Created { get; init; }
    public int Attempts { get; init; }
    public bool DelayReported { get; init; }

    /// <summary>Set when the delivery is taken: only who holds it may settle it.</summary>
    public Guid Lease { get; set; }

    public IReadOnlyList<DueRecipient> Recipients { get; set; } = [];
}

internal sealed class DueRecipient
{
    public Guid DeliveryId { get; init; }
    public int Position { get; init; }
    public string Address { get; init; } = "";
}

/// <summary>The SQL of the queue.</summary>
internal static class DeliveryTable
{
    private const string Columns = """
        id AS Id, message_id AS MessageId, organisation_id AS OrganisationId, mailbox_id AS MailboxId, sender AS Sender,
        domain AS Domain, route AS Route, created AS Created, attempts AS Attempts, delay_reported AS DelayReported
        """;

    public static async Task InsertAsync(
        WriteTransaction tx,
        QueuedMail mail,
        string domain,
        MailRoute route,
        IReadOnlyList<EmailAddress> recipients,
        DateTimeOffset now
    )
    {
        var id = Ids.New();
        await tx.ExecuteAsync(
            """
            INSERT INTO outbound_delivery
                (id, message_id, organisation_id, mailbox_id, sender, domain, route, created, attempts, due, lease,
                 leased_until, delay_reported, last_answer)
            VALUES (@id, @messageId, @organisationId, @mailboxId, @sender, @domain, @route, @now, 0, @now, NULL, 0,
                    false, '')
            """,
            new
            {
                id,
                messageId = mail.Message.Id,
                organisationId = mail.OrganisationId,
                mailboxId = mail.MailboxId,
                sender = mail.Sender?.ToString() ?? "",
                domain,
                route = (int)route,
                now,
            }
        );
        for (var position = 0; position < recipients.Count; position++)
        {
            await tx.ExecuteAsync(
                "INSERT INTO outbound_recipient (delivery_id, position, address) VALUES (@id, @position, @address)",
                new
                {
                    id,
                    position,
                    address = recipients[position].ToString(),
                }
            );
        }
    }

    public static Task<long> CountAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outbound_delivery");

    public static Task<bool> AnyDueAsync(DbConnection connection, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM outbound_delivery WHERE due <= @now AND leased_until <= @now)",
            new { now }
        );

    /// <summary>
    /// Takes what is due, oldest first; nobody else gets it until then. Of each domain only its share is even looked at, so
    /// that thousands of letters for one slow hospital do not stand before everybody else's.
    /// </summary>
    public static async Task<IReadOnlyList<DueDelivery>> TakeAsync(
        WriteTransaction tx,
        DateTimeOffset now,
        DateTimeOffset until,
        Func<DueDelivery, bool> wanted,
        int share,
        int most
    )
    {
        var locked = tx.Engine == Engine.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
        var due = await tx.QueryAsync<DueDelivery>(
            $"""
            SELECT {Columns} FROM outbound_delivery
            WHERE due <= @now AND leased_until <= @now AND id IN (
                SELECT id FROM (
                    SELECT id, due, ROW_NUMBER() OVER (PARTITION BY domain ORDER BY due, id) AS place
                    FROM outbound_delivery WHERE due <= @now AND leased_until <= @now
                ) AS ranked
                WHERE place <= @share ORDER BY place, due LIMIT 200
            )
            ORDER BY due, id {locked}
            """,
            new { now, share }
        );
        var taken = due.Where(wanted).Take(most).ToList();
        foreach (var delivery in taken)
        {
            delivery.Lease = Ids.New();
            await tx.ExecuteAsync(
                "UPDATE outbound_delivery SET lease = @Lease, leased_until = @until WHERE id = @Id",
                new
                {
                    delivery.Lease,
                    until,
                    delivery.Id,
                }
            );
            delivery.Recipients = await tx.QueryAsync<DueRecipient>(
                """
                SELECT delivery_id AS DeliveryId, position AS Position, address AS Address
                FROM outbound_recipient WHERE delivery_id = @Id ORDER BY position
                """,
                new { delivery.Id }
            );
        }

        return taken;
    }

    /// <summary>False when somebody else holds the delivery by now.</summary>
    public static async Task<bool> StillMineAsync(WriteTransaction tx, DueDelivery delivery)
    {
        var locked = tx.Engine == Engine.Postgres ? "FOR UPDATE" : "";
        return await tx.QuerySingleOrDefaultAsync<Guid?>(
                $"SELECT lease FROM outbound_delivery WHERE id = @Id {locked}",
                new { delivery.Id }
            ) == delivery.Lease;
    }

    public static Task RemoveRecipientAsync(WriteTransaction tx, DueRecipient recipient) =>
        tx.ExecuteAsync(
            "DELETE FROM outbound_recipient WHERE delivery_id = @DeliveryId AND position = @Position",
            recipient
        );

    public static async Task RemoveAsync(WriteTransaction tx, Guid id)
    {
        await tx.ExecuteAsync("DELETE FROM outbound_recipient WHERE delivery_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM outbound_delivery WHERE id = @id", new { id });
    }

    public static Task PostponeAsync(
        WriteTransaction tx,
        DueDelivery delivery,
        DateTimeOffset due,
        bool delayReported,
        string answer
    ) =>
        tx.ExecuteAsync(
            """
            UPDATE outbound_delivery SET attempts = @attempts, due = @due, lease = NULL, leased_until = 0,
                delay_reported = @delayReported, last_answer = @answer
            WHERE id = @id
            """,
            new
            {
                id = delivery.Id,
                attempts = delivery.Attempts + 1,
                due,
                delayReported,
                answer,
            }
        );

    /// <summary>Gives a delivery back untouched: the program is stopping.</summary>
    public static Task ReleaseAsync(WriteTransaction tx, DueDelivery delivery) =>
        tx.ExecuteAsync(
            "UPDATE outbound_delivery SET lease = NULL, leased_until = 0 WHERE id = @Id AND lease = @Lease",
            new { delivery.Id, delivery.Lease }
        );
}
