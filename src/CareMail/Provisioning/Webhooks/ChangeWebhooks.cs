using System.Security.Cryptography;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Provisioning.Webhooks;

/// <summary>A new webhook, and what its deliveries are signed with: told once.</summary>
internal sealed record MadeWebhook(Webhook Webhook, string Secret);

/// <summary>Seals what deliveries are signed with.</summary>
internal sealed class WebhookKeys(MasterKey master)
{
    private readonly SecretBox _box = new(master.Derive("provisioning/webhooks"));

    public byte[] Seal(Guid webhookId, byte[] secret) => _box.Seal(secret, webhookId.ToByteArray(bigEndian: true));

    public byte[] Open(Webhook webhook) => _box.Open(webhook.Secret, webhook.Id.ToByteArray(bigEndian: true));
}

/// <summary>Makes, tries and removes the webhooks of an organisation.</summary>
internal sealed class ChangeWebhooks(
    Database database,
    Acts acts,
    WebhookTable webhooks,
    WebhookKeys keys,
    WebhookEvents events,
    TimeProvider time
)
{
    private const int PerOrganisation = 10;
    private const int LongestAddress = 300;

    /// <param name="answering">For a program: who answers for its token.</param>
    public async Task<Outcome<MadeWebhook>> AddAsync(
        Actor actor,
        Guid organisationId,
        string address,
        IReadOnlyList<string> kinds,
        CancellationToken ct,
        Guid? answering = null
    )
    {
        var found = await acts.AtOrganisationAsync(actor, Act.ChangeWebhooks, organisationId, ct);
        if (!found.IsDone(out var organisation, out var no))
        {
            return no;
        }

        if ((actor.AccountId ?? answering) is not { } maker)
        {
            return new Refusal("A webhook is made by a person, who answers for it.");
        }

        var chosen = WebhookRules
            .Events.Where(e => kinds.Contains(e.Name, StringComparer.Ordinal))
            .Select(e => e.Name)
            .ToList();
        if (Read(address) is not { } target)
        {
            return new Refusal("Enter an address that begins with https:// and has no password in it.", "Address");
        }

        return chosen.Count == 0
            ? new Refusal("Choose what it is told.", "Kinds")
            : await AddAsync(actor, maker, organisation, target, string.Join(' ', chosen), ct);
    }

    /// <summary>Sends a test event, like any other.</summary>
    public async Task<Outcome<Webhook>> TestAsync(Actor actor, Guid webhookId, CancellationToken ct)
    {
        if (!(await FindAsync(actor, webhookId, ct)).IsDone(out var webhook, out var no))
        {
            return no;
        }

        await database.WriteAsync(tx => events.TestAsync(tx, webhook), ct);
        return webhook;
    }

    public async Task<Outcome<Webhook>> RemoveAsync(Actor actor, Guid webhookId, CancellationToken ct)
    {
        if (!(await FindAsync(actor, webhookId, ct)).IsDone(out var webhook, out var no))
        {
            return no;
        }

        return await database.WriteAsync<Outcome<Webhook>>(
            async tx =>
            {
                if (!await WebhookTable.RemoveAsync(tx, webhookId, time.GetUtcNow()))
                {
                    return new Refusal("Somebody removed this webhook just now.");
                }

                await WebhookTable.GiveUpAllAsync(tx, webhookId);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeWebhooks,
                    webhookId,
                    webhook.OrganisationId,
                    reason: null,
                    oldValue: webhook.Address
                );
                return webhook;
            },
            ct
        );
    }

    public async Task<Outcome<Webhook>> FindAsync(Actor actor, Guid webhookId, CancellationToken ct) =>
        await webhooks.FindAsync(webhookId, ct) is { } webhook
        && (await acts.AtOrganisationAsync(actor, Act.ChangeWebhooks, webhook.OrganisationId, ct)).IsDone(out _, out _)
            ? webhook
            : new Refusal("There is no such webhook, or it is not yours to look after.");

    private Task<Outcome<MadeWebhook>> AddAsync(
        Actor actor,
        Guid maker,
        Organisation organisation,
        Uri target,
        string kinds,
        CancellationToken ct
    ) =>
        database.WriteAsync<Outcome<MadeWebhook>>(
            async tx =>
            {
                await OrganisationTable.HoldAsync(tx, organisation.Id);
                if ((await WebhookTable.OfAsync(tx, [organisation.Id])).Count >= PerOrganisation)
                {
                    return new Refusal($"{organisation.Name} has {PerOrganisation} webhooks. Remove one nobody needs.");
                }

                var secret = RandomNumberGenerator.GetBytes(32);
                var id = Ids.New();
                var made = new Webhook
                {
                    Id = id,
                    OrganisationId = organisation.Id,
                    Address = target.ToString(),
                    Events = kinds,
                    Secret = keys.Seal(id, secret),
                    Created = time.GetUtcNow(),
                    MadeBy = maker,
                };
                await WebhookTable.InsertAsync(tx, made);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeWebhooks,
                    id,
                    organisation.Id,
                    reason: null,
                    newValue: $"{made.Address}: {kinds}"
                );
                return new MadeWebhook(made, Convert.ToHexStringLower(secret));
            },
            ct
        );

    /// <summary>Where it leads is looked at when it is dialled: names may come to lead elsewhere.</summary>
    private static Uri? Read(string address) =>
        address.Length <= LongestAddress
        && Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0
            ? uri
            : null;
}
