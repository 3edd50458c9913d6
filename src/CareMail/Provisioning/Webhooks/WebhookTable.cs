using CareMail.Storage;

namespace CareMail.Provisioning.Webhooks;

/// <summary>Where an organisation wants to hear of its people.</summary>
internal sealed class Webhook
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string Address { get; init; } = "";
    public string Events { get; init; } = "";
    public byte[] Secret { get; init; } = [];
    public DateTimeOffset Created { get; init; }
    public Guid MadeBy { get; init; }
    public DateTimeOffset? Removed { get; init; }

    public bool Hears(string kind) =>
        kind == WebhookRules.Test || Events.Split(' ').Contains(kind, StringComparer.Ordinal);
}

/// <summary>How far a delivery is. The numbers are stored: never reuse one.</summary>
internal enum DeliveryState
{
    Waiting = 1,
    Delivered = 2,
    GivenUp = 3,
}

/// <summary>An event on its way to a webhook.</summary>
internal sealed class WebhookDelivery
{
    public Guid Id { get; init; }
    public Guid WebhookId { get; init; }
    public string Kind { get; init; } = "";
    public string Body { get; init; } = "";
    public DeliveryState State { get; init; }
    public long Attempts { get; init; }
    public DateTimeOffset Due { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastTried { get; init; }
    public string Outcome { get; init; } = "";
}

/// <summary>The SQL of webhooks and their deliveries.</summary>
internal sealed class WebhookTable(Database database)
{
    private const string Columns =
        "id AS Id, organisation_id AS OrganisationId, address AS Address, events AS Events, secret AS Secret, created AS Created, made_by AS MadeBy, removed AS Removed";

    private const string DeliveryColumns =
        "id AS Id, webhook_id AS WebhookId, kind AS Kind, body AS Body, state AS State, attempts AS Attempts, due AS Due, created AS Created, last_tried AS LastTried, outcome AS Outcome";

    public Task<Webhook?> FindAsync(Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Webhook>(
            $"SELECT {Columns} FROM provisioning_webhook WHERE id = @id AND removed IS NULL",
            new { id },
            ct
        );

    public Task<IReadOnlyList<Webhook>> OfAsync(IEnumerable<Guid> organisations, CancellationToken ct) =>
        database.QueryAsync<Webhook>(
            $"SELECT {Columns} FROM provisioning_webhook WHERE removed IS NULL AND {SqlIds.In(database.Engine, "organisation_id", "@list")} ORDER BY created",
            new { list = SqlIds.List(database.Engine, organisations) },
            ct
        );

    public static Task<IReadOnlyList<Webhook>> OfAsync(WriteTransaction tx, IEnumerable<Guid> organisations) =>
        tx.QueryAsync<Webhook>(
            $"SELECT {Columns} FROM provisioning_webhook WHERE removed IS NULL AND {SqlIds.In(tx.Engine, "organisation_id", "@list")}",
            new { list = SqlIds.List(tx.Engine, organisations) }
        );

    public static Task InsertAsync(WriteTransaction tx, Webhook webhook) =>
        tx.ExecuteAsync(
            """
            INSERT INTO provisioning_webhook (id, organisation_id, address, events, secret, created, made_by)
            VALUES (@Id, @OrganisationId, @Address, @Events, @Secret, @Created, @MadeBy)
            """,
            webhook
        );

    public static async Task<bool> RemoveAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        await tx.ExecuteAsync(
            "UPDATE provisioning_webhook SET removed = @now WHERE id = @id AND removed IS NULL",
            new { id, now }
        ) == 1;

    public static Task GiveUpAllAsync(WriteTransaction tx, Guid webhookId) =>
        tx.ExecuteAsync(
            "UPDATE provisioning_delivery SET state = @givenUp, outcome = 'The webhook was removed.' WHERE webhook_id = @webhookId AND state = @waiting",
            new
            {
                webhookId,
                givenUp = DeliveryState.GivenUp,
                waiting = DeliveryState.Waiting,
            }
        );

    public Task<IReadOnlyList<WebhookDelivery>> LatestAsync(Guid webhookId, int count, CancellationToken ct) =>
        database.QueryAsync<WebhookDelivery>(
            $"SELECT {DeliveryColumns} FROM provisioning_delivery WHERE webhook_id = @webhookId ORDER BY created DESC, id DESC LIMIT @count",
            new { webhookId, count },
            ct
        );

    public static Task InsertAsync(WriteTransaction tx, WebhookDelivery delivery) =>
        tx.ExecuteAsync(
            """
            INSERT INTO provisioning_delivery (id, webhook_id, kind, body, state, attempts, due, created, outcome)
            VALUES (@Id, @WebhookId, @Kind, @Body, @State, 0, @Due, @Created, '')
            """,
            delivery
        );

    public Task<IReadOnlyList<WebhookDelivery>> DueAsync(DateTimeOffset now, int count, CancellationToken ct) =>
        database.QueryAsync<WebhookDelivery>(
            $"SELECT {DeliveryColumns} FROM provisioning_delivery WHERE state = 1 AND due <= @now ORDER BY due LIMIT @count",
            new { now, count },
            ct
        );

    /// <summary>False if another process took it.</summary>
    public static async Task<bool> TakeAsync(WriteTransaction tx, WebhookDelivery delivery, DateTimeOffset until) =>
        await tx.ExecuteAsync(
            "UPDATE provisioning_delivery SET due = @until WHERE id = @Id AND due = @Due AND state = 1",
            new
            {
                delivery.Id,
                delivery.Due,
                until,
            }
        ) == 1;

    public static Task SettleAsync(
        WriteTransaction tx,
        Guid id,
        DeliveryState state,
        long attempts,
        DateTimeOffset due,
        DateTimeOffset tried,
        string outcome
    ) =>
        tx.ExecuteAsync(
            """
            UPDATE provisioning_delivery SET state = @state, attempts = @attempts, due = @due, last_tried = @tried, outcome = @outcome
            WHERE id = @id
            """,
            new
            {
                id,
                state,
                attempts,
                due,
                tried,
                outcome,
            }
        );

    public static Task ForgetAsync(WriteTransaction tx, DateTimeOffset before) =>
        tx.ExecuteAsync(
            "DELETE FROM provisioning_delivery WHERE state <> @waiting AND created < @before",
            new { before, waiting = DeliveryState.Waiting }
        );
}
