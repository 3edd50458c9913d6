using System.Text.Json.Nodes;
using CareMail.Hosting;
using CareMail.Organisations;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;
using CareMail.Storage;

namespace CareMail.Provisioning.Webhooks;

/// <summary>Puts what happened on its way to those who want to hear of it: ids and where to ask, never names.</summary>
internal sealed class WebhookEvents(CareMailSettings settings, WebhookSignal signal, TimeProvider time)
{
    /// <param name="changes">With the person as they are now; null for what is about nobody.</param>
    public async Task TellAsync(WriteTransaction tx, IReadOnlyList<(Change Change, PersonRow? Person)> changes)
    {
        foreach (var at in changes.GroupBy(c => c.Person?.OrganisationId ?? c.Change.OrganisationId ?? Guid.Empty))
        {
            if (await OrganisationTable.FindAsync(tx, at.Key) is not { } organisation)
            {
                continue;
            }

            Guid[] who = organisation.HeadquartersId is { } above ? [organisation.Id, above] : [organisation.Id];
            var hearing = await WebhookTable.OfAsync(tx, who);
            foreach (var (change, person) in at.Where(_ => hearing.Count > 0))
            {
                await TellAsync(tx, hearing, organisation, change, person);
            }
        }
    }

    private async Task TellAsync(
        WriteTransaction tx,
        IReadOnlyList<Webhook> hearing,
        Organisation organisation,
        Change change,
        PersonRow? person
    )
    {
        if (WebhookRules.EventOf(change.Act, person?.Active ?? false) is not { } kind)
        {
            return;
        }

        foreach (var webhook in hearing.Where(w => w.Hears(kind)))
        {
            await SendAsync(tx, webhook, kind, organisation.Ods, person?.AccountId ?? change.AccountId, change.At);
        }
    }

    public Task TestAsync(WriteTransaction tx, Webhook webhook) =>
        SendAsync(tx, webhook, WebhookRules.Test, null, null, time.GetUtcNow());

    private async Task SendAsync(
        WriteTransaction tx,
        Webhook webhook,
        string kind,
        string? ods,
        Guid? about,
        DateTimeOffset at
    )
    {
        var id = Ids.New();
        var body = new JsonObject
        {
            ["id"] = id.ToString(),
            ["type"] = kind,
            ["at"] = ScimLinks.Time(at),
            ["organisation"] = ods,
        };
        if (about is { } subject)
        {
            body[kind.Split('.')[0]] = new JsonObject { ["id"] = subject.ToString(), ["url"] = UrlOf(kind, subject) };
        }

        await WebhookTable.InsertAsync(
            tx,
            new WebhookDelivery
            {
                Id = id,
                WebhookId = webhook.Id,
                Kind = kind,
                Body = body.ToJsonString(),
                State = DeliveryState.Waiting,
                Due = time.GetUtcNow(),
                Created = time.GetUtcNow(),
            }
        );
        tx.AfterCommit(signal.Set);
    }

    private string? UrlOf(string kind, Guid subject) =>
        kind.StartsWith("person.", StringComparison.Ordinal)
            ? new Uri(settings.Url, $"/api/v1/people/{subject}").ToString()
            : null;
}

/// <summary>Wakes whoever delivers.</summary>
internal sealed class WebhookSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);

    public void Set() => _signal.Release();

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _signal.WaitAsync(atMost, ct);

    public void Dispose() => _signal.Dispose();
}
