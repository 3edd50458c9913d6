using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Webhooks;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Provisioning;

public class WebhookTests
{
    private static readonly byte[] Secret = [1, 2, 3];

    [Fact]
    public void A_signature_holds_for_its_body_and_its_minutes_only()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var header = WebhookRules.Sign(Secret, now, "{}");

        Assert.True(WebhookRules.IsRight(Secret, header, "{}", now.AddMinutes(4)));
        Assert.False(WebhookRules.IsRight(Secret, header, "{}", now.AddMinutes(6)));
        Assert.False(WebhookRules.IsRight(Secret, header, "{ }", now));
        Assert.False(WebhookRules.IsRight([1, 2], header, "{}", now));
        // A replay with a new time: the time is signed too.
        var later = now.AddHours(1);
        var forged = $"t={later.ToUnixTimeSeconds()}," + header.Split(',')[1];
        Assert.False(WebhookRules.IsRight(Secret, forged, "{}", later));
        Assert.False(WebhookRules.IsRight(Secret, "nonsense", "{}", now));
    }

    [Fact]
    public void It_is_tried_for_two_days_and_then_given_up()
    {
        var total = TimeSpan.Zero;
        long attempts = 1;
        for (; WebhookRules.WaitAfter(attempts) is { } wait; attempts++)
        {
            total += wait;
        }

        Assert.InRange(total.TotalHours, 24, 72);
        Assert.Equal(8, attempts);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Events_are_signed_told_again_until_taken_and_each_has_an_id(Engine engine)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await StartAsync(engine, receiver);
        using var world = await ScimWorld.OnAsync(server);
        var (webhook, secret) = await AddAsync(world, receiver, "person.created person.left");
        receiver.Status = 500;

        var added = await world.People.PersonAsync(world.Organisation, "Nia", "Roe");
        var first = await receiver.NextAsync();
        receiver.Status = 204;
        // The wait after a failure is not waited for: it is due now.
        await world.People.Get<PeopleSync>().CatchUpAsync(default);
        await UntilTriedAsync(world, webhook.Id);
        await world
            .People.Get<Database>()
            .WriteAsync(tx => tx.ExecuteAsync("UPDATE provisioning_delivery SET due = 0 WHERE state = 1"));
        await world.People.Get<WebhookWorker>().RunOnceAsync(default);
        var second = await receiver.NextAsync();

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Body, second.Body);
        Assert.True(
            WebhookRules.IsRight(
                Convert.FromHexString(secret),
                second.Signature,
                second.Body,
                TimeProvider.System.GetUtcNow()
            )
        );
        var told = JsonNode.Parse(first.Body)!;
        Assert.Equal("person.created", told["type"]!.GetValue<string>());
        Assert.Equal(added.Id.ToString(), told["person"]!["id"]!.GetValue<string>());
        Assert.DoesNotContain("Nia", first.Body, StringComparison.Ordinal);
        TestPeople.Done(
            await world.People.Get<CareMail.Accounts.LockAccount>().RunAsync(world.Admin.Actor, added.Id, "left")
        );
        Assert.Equal("person.left", JsonNode.Parse((await receiver.NextAsync()).Body)!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_webhook_within_our_own_networks_is_never_dialled_and_http_is_not_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync();
        using var world = await ScimWorld.OnAsync(server);
        var change = world.People.Get<ChangeWebhooks>();
        var add = await change.AddAsync(
            world.Admin.Actor,
            world.Organisation.Id,
            receiver.Address.ToString(),
            ["person.created"],
            default
        );
        var made = TestPeople.Done(
            await change.AddAsync(
                world.Admin.Actor,
                world.Organisation.Id,
                $"https://localhost:{receiver.Address.Port}/",
                ["person.created"],
                default
            )
        );

        TestPeople.Done(await change.TestAsync(world.Admin.Actor, made.Webhook.Id, default));
        var delivery = await UntilTriedAsync(world, made.Webhook.Id);

        Assert.Contains("https://", TestPeople.Refused(add), StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Waiting, delivery.State);
        Assert.Equal("Not an address of the public internet", delivery.Outcome);
        Assert.Empty(receiver.Heard);
    }

    [Fact]
    public async Task Only_the_administrators_of_an_organisation_make_and_remove_its_webhooks()
    {
        await using var server = await RunningServer.StartAsync();
        using var world = await ScimWorld.OnAsync(server);
        using var other = await ScimWorld.OnAsync(server);
        var change = world.People.Get<ChangeWebhooks>();
        var made = TestPeople.Done(
            await change.AddAsync(
                world.Admin.Actor,
                world.Organisation.Id,
                "https://hr.example/in",
                ["person.left"],
                default
            )
        );

        var theirs = await change.RemoveAsync(other.Admin.Actor, made.Webhook.Id, default);
        var tried = await change.TestAsync(other.Admin.Actor, made.Webhook.Id, default);
        TestPeople.Done(await change.RemoveAsync(world.Admin.Actor, made.Webhook.Id, default));

        Assert.Contains("not yours", TestPeople.Refused(theirs), StringComparison.Ordinal);
        Assert.Contains("not yours", TestPeople.Refused(tried), StringComparison.Ordinal);
        Assert.Equal(2, (await world.People.ActsOnAsync(made.Webhook.Id)).Count(a => a.Act == "webhook.change"));
        Assert.NotEqual(Convert.FromHexString(made.Secret), made.Webhook.Secret);
    }

    [Fact]
    public async Task The_page_makes_a_webhook_shows_its_secret_once_and_tries_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var world = await ScimWorld.OnAsync(server);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(world.Admin);

        var nothing = await browser.PostAsync("/manage/webhooks", [], "Add the webhook");
        var made = await browser.PostAsync(
            "/manage/webhooks",
            new() { ["Address"] = "https://hr.example/in", ["Kinds"] = "person.left" },
            "Add the webhook"
        );
        var secret = made.Page.QuerySelector("#secret")!.TextContent;
        var listed = await browser.GetAsync("/manage/webhooks");

        Assert.Contains("https://", nothing.Errors, StringComparison.Ordinal);
        Assert.Equal(64, secret.Length);
        Assert.Contains("https://hr.example/in", listed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Html, StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(Engine engine, Receiver receiver) =>
        RunningServer.StartAsync(
            engine,
            replace: services => services.AddSingleton(new WebhookNetwork(address => IPAddress.IsLoopback(address)))
        );

    /// <summary>A receiver of tests speaks http, which the use case would not take.</summary>
    private static async Task<(Webhook Webhook, string Secret)> AddAsync(
        ScimWorld world,
        Receiver receiver,
        string events
    )
    {
        var made = TestPeople.Done(
            await world
                .People.Get<ChangeWebhooks>()
                .AddAsync(world.Admin.Actor, world.Organisation.Id, "https://hr.example/", events.Split(' '), default)
        );
        await world
            .People.Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync(
                    "UPDATE provisioning_webhook SET address = @address WHERE id = @Id",
                    new { address = receiver.Address.ToString(), made.Webhook.Id }
                )
            );
        return (made.Webhook, made.Secret);
    }

    private static async Task<WebhookDelivery> UntilTriedAsync(ScimWorld world, Guid webhookId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var latest = await world.People.Get<WebhookTable>().LatestAsync(webhookId, 1, patience.Token);
            if (latest is [{ Attempts: > 0 } tried])
            {
                return tried;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Somebody's program that hears of events.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly SemaphoreSlim _came = new(0);
        private readonly ConcurrentQueue<(string Id, string Signature, string Body)> _heard = new();
        private WebApplication? _app;

        public int Status { get; set; } = 204;

        public Uri Address { get; private set; } = null!;

        public IReadOnlyCollection<(string Id, string Signature, string Body)> Heard => _heard;

        public static async Task<Receiver> StartAsync()
        {
            var receiver = new Receiver();
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            receiver._app = builder.Build();
            receiver._app.MapPost("/", receiver.HearAsync);
            await receiver._app.StartAsync();
            receiver.Address = new Uri(receiver._app.Urls.Single());
            return receiver;
        }

        public async Task<(string Id, string Signature, string Body)> NextAsync()
        {
            Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(60)), "Nothing came.");
            Assert.True(_heard.TryDequeue(out var heard));
            return heard;
        }

        public async ValueTask DisposeAsync()
        {
            await _app!.DisposeAsync();
            _came.Dispose();
        }

        private async Task<IResult> HearAsync(HttpRequest request)
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            _heard.Enqueue(
                (
                    request.Headers["CareMail-Event-Id"].ToString(),
                    request.Headers["CareMail-Signature"].ToString(),
                    body
                )
            );
            // Read before anybody knows of it: who waits for it may want the next one answered otherwise.
            var status = Status;
            _came.Release();
            return Results.StatusCode(status);
        }
    }
}
