using System.Net;
using System.Net.Sockets;
using System.Text;
using CareMail.Access;
using CareMail.Campaigns;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Campaigns;

public class CampaignTests
{
    private const string Key = "account-secret";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_account_secret_goes_through_its_stages_at_every_door(Engine engine)
    {
        await using var world = await World.StartAsync(
            engine,
            new DateTimeOffset(2024, 11, 20, 9, 0, 0, TimeSpan.Zero)
        );
        var person = await world.PersonWithoutSecretAsync();

        // Self-set-up: nothing is closed.
        using (var browser = world.Browser())
        {
            await browser.SignInAsync(person.Person);
            Assert.Equal(200, await StatusAsync(browser, "/mail"));
            Assert.Equal(200, await StatusAsync(browser, "/account"));
            var list = await browser.GetAsync("/account/checklist");
            Assert.Contains(
                "by 3 February 2025",
                list.Page.QuerySelector("#deadline")!.TextContent,
                StringComparison.Ordinal
            );
        }

        Assert.Equal(MailSignInOutcome.Accepted, await world.MailAsync(person));

        // Pages ask first; mail stays open.
        world.MoveTo(new DateTimeOffset(2025, 2, 3, 9, 0, 0, TimeSpan.Zero));
        using (var browser = world.Browser())
        {
            await browser.SignInAsync(person.Person);
            Assert.Equal(200, await StatusAsync(browser, "/mail"));
            foreach (var page in new[] { "/account", "/account/record", "/account/profile" })
            {
                Assert.Equal("/account/checklist", (await browser.GetAsync(page)).Location);
            }

            Assert.Equal(200, await StatusAsync(browser, "/account/checklist"));
            Assert.Equal(200, await StatusAsync(browser, "/help"));
        }

        Assert.Equal(MailSignInOutcome.Accepted, await world.MailAsync(person));

        // Everything is closed, and incoming mail is accepted.
        await world.SetDayAsync(CampaignStage.Hard, new DateOnly(2025, 3, 1));
        Assert.Equal(MailSignInOutcome.Accepted, await world.MailAsync(person));
        var open = (await world.SignInToMailAsync(person)).Session;
        world.MoveTo(new DateTimeOffset(2025, 3, 1, 9, 0, 0, TimeSpan.Zero));
        using (var browser = world.Browser())
        {
            Assert.Equal("/sign-in/tasks", (await browser.SignInAsync(person.Person)).Location);
            Assert.Equal(302, await StatusAsync(browser, "/mail"));
        }

        Assert.Equal(MailSignInOutcome.NotYetActive, await world.MailAsync(person));
        Assert.False(await world.Get<MailSignIn>().StillValidAsync(open));
        await world.ArrivesAsync(person);

        // Done: every door opens again.
        await world.ChooseSecretAsync(person);
        Assert.Equal(MailSignInOutcome.Accepted, await world.MailAsync(person));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_session_that_is_open_when_the_last_stage_begins_is_asked_first_too(Engine engine)
    {
        await using var world = await World.StartAsync(
            engine,
            new DateTimeOffset(2025, 2, 27, 20, 0, 0, TimeSpan.Zero)
        );
        var person = await world.PersonWithoutSecretAsync();
        await world.SetDayAsync(CampaignStage.Hard, new DateOnly(2025, 2, 28));
        using var browser = world.Browser();
        await browser.SignInAsync(person.Person);
        Assert.Equal(200, await StatusAsync(browser, "/mail"));

        for (var i = 0; i < 9; i++)
        {
            world.Advance(TimeSpan.FromMinutes(29));
            await browser.GetAsync("/mail");
        }

        Assert.Equal("/account/checklist", (await browser.GetAsync("/mail")).Location);
        Assert.Equal(200, await StatusAsync(browser, "/account/checklist"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_account_does_every_task_whatever_a_campaign_says(Engine engine)
    {
        await using var world = await World.StartAsync(
            engine,
            new DateTimeOffset(2024, 11, 20, 9, 0, 0, TimeSpan.Zero)
        );
        var newcomer = await world.People.NewcomerAsync();

        var due = await world.Get<Database>().WriteAsync(tx => world.Get<OwnSignIn>().DueAsync(tx, newcomer.Id));
        Assert.Contains(DueTask.AccountSecret, due);
        Assert.Contains(
            await world.Get<OpenTasks>().OfAsync(newcomer.Id),
            open => open is { Task: DueTask.AccountSecret, Pressure: TaskPressure.AtSignIn }
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_organisation_has_days_of_its_own_and_somebody_is_exempt_for_a_while(Engine engine)
    {
        await using var world = await World.StartAsync(engine, new DateTimeOffset(2025, 2, 10, 9, 0, 0, TimeSpan.Zero));
        var person = await world.PersonWithoutSecretAsync();
        var exempt = await world.PersonWithoutSecretAsync();
        await world.SetDayAsync(CampaignStage.Soft, new DateOnly(2025, 3, 31), person.Person.Organisation.Ods);
        TestPeople.Done(
            await world
                .Get<ChangeCampaigns>()
                .ExemptAsync(world.Platform.Actor, Key, exempt.Person.Address, new DateOnly(2025, 2, 20), "on leave")
        );

        Assert.Equal(TaskPressure.None, await world.PressureAsync(person));
        Assert.Equal(TaskPressure.None, await world.PressureAsync(exempt));
        world.MoveTo(new DateTimeOffset(2025, 2, 21, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(TaskPressure.None, await world.PressureAsync(person));
        Assert.Equal(TaskPressure.Pages, await world.PressureAsync(exempt));
        world.MoveTo(new DateTimeOffset(2025, 3, 31, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(TaskPressure.Pages, await world.PressureAsync(person));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Letters_go_every_fortnight_then_every_week_and_stop_when_it_is_done(Engine engine)
    {
        await using var world = await World.StartAsync(
            engine,
            new DateTimeOffset(2024, 11, 20, 9, 0, 0, TimeSpan.Zero)
        );
        var person = await world.PersonWithoutSecretAsync();
        var post = world.Get<CampaignPost>();

        Assert.Equal(1, await post.RunOnceAsync());
        Assert.Equal(0, await post.RunOnceAsync());
        world.Advance(TimeSpan.FromDays(13));
        Assert.Equal(0, await post.RunOnceAsync());
        world.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await post.RunOnceAsync());
        world.MoveTo(new DateTimeOffset(2025, 2, 4, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await post.RunOnceAsync());
        world.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, await post.RunOnceAsync());
        await world.ChooseSecretAsync(person);
        world.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await post.RunOnceAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_the_service_changes_a_campaign_and_each_change_has_a_reason(Engine engine)
    {
        await using var world = await World.StartAsync(engine, new DateTimeOffset(2025, 2, 10, 9, 0, 0, TimeSpan.Zero));
        var admin = await world.People.PersonAsync(null, "Lois", "Admin", Role.LocalAdmin);
        var change = world.Get<ChangeCampaigns>();
        var day = new DateOnly(2025, 5, 1);

        TestPeople.Refused(await change.SetDayAsync(admin.Actor, Key, null, CampaignStage.Hard, day, "now"));
        TestPeople.Refused(await change.SetDayAsync(world.Platform.Actor, Key, null, CampaignStage.Hard, day, " "));
        Assert.Contains(
            "cannot begin before",
            TestPeople.Refused(
                await change.SetDayAsync(
                    world.Platform.Actor,
                    Key,
                    null,
                    CampaignStage.Hard,
                    new DateOnly(2025, 1, 1),
                    "too early"
                )
            ),
            StringComparison.Ordinal
        );
        TestPeople.Refused(await change.ExemptAsync(world.Platform.Actor, Key, "nobody@caremail.example", day, "x"));
        TestPeople.Refused(await change.ExemptAsync(world.Platform.Actor, Key, admin.Address, null, "no end"));
        TestPeople.Done(await change.SetDayAsync(world.Platform.Actor, Key, null, CampaignStage.Hard, day, "decided"));
        var made = TestPeople.Done(
            await change.MakeAsync(
                world.Platform.Actor,
                new NewCampaign("Factors for administrators", "second_factor", ["local_admin"], [], 14, 7),
                "decided"
            )
        );
        Assert.Equal("factors-for-administrators", made.Key);

        using var browser = world.Browser();
        await browser.SignInAsync(admin);
        var page = await browser.GetAsync("/campaigns/" + Key);
        Assert.Equal(200, (int)page.Response.StatusCode);
        Assert.Null(page.Page.QuerySelector("#set-day"));
        // Their own organisation, and no other.
        Assert.Equal(1, page.Page.QuerySelectorAll("#organisations tbody tr").Length);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_page_counts_who_has_done_it_now(Engine engine)
    {
        await using var world = await World.StartAsync(engine, new DateTimeOffset(2025, 2, 10, 9, 0, 0, TimeSpan.Zero));
        var person = await world.PersonWithoutSecretAsync();
        var admin = await world.People.PersonAsync(person.Person.Organisation, "Lois", "Admin", Role.LocalAdmin);
        using var browser = world.Browser();
        await browser.SignInAsync(admin);

        var before = await browser.GetAsync("/campaigns/" + Key);
        Assert.Equal("1 of 2", before.Page.QuerySelector("#done")!.TextContent);
        Assert.Contains(
            person.Person.DisplayName,
            before.Page.QuerySelector("#left")!.TextContent,
            StringComparison.Ordinal
        );
        await world.ChooseSecretAsync(person);
        var after = await browser.GetAsync("/campaigns/" + Key);
        Assert.Equal("2 of 2", after.Page.QuerySelector("#done")!.TextContent);
    }

    /// <summary>The page's status; mail leads on to its inbox, which is as good as opening.</summary>
    private static async Task<int> StatusAsync(TestBrowser browser, string path)
    {
        var answer = await browser.GetAsync(path);
        return answer.Location?.StartsWith("/mail/", StringComparison.Ordinal) == true
            ? await StatusAsync(browser, answer.Location)
            : (int)answer.Response.StatusCode;
    }

    private sealed record Lacking(TestPerson Person, string DevicePassword);

    private sealed class World : IAsyncDisposable
    {
        private readonly RunningServer _server;
        private readonly TestClock _clock;

        private World(RunningServer server, TestClock clock) => (_server, _clock) = (server, clock);

        public TestPerson Platform { get; private set; } = null!;

        public TestPeople People => new(_server.Services);

        public static async Task<World> StartAsync(Engine engine, DateTimeOffset now)
        {
            var clock = new TestClock();
            clock.Advance(now - TimeProvider.System.GetUtcNow());
            var server = await RunningServer.StartAsync(
                engine,
                replace: services =>
                {
                    services.AddSingleton<TimeProvider>(clock);
                    // In force before the days of today's service that this plays through.
                    var policy = UsePolicies.Embedded().Versions[0] with
                    {
                        From = new DateOnly(2024, 1, 1),
                    };
                    services.AddSingleton(new UsePolicies([policy]));
                }
            );
            var world = new World(server, clock);
            world.Platform = await world.People.PersonAsync(null, "Rosa", "Runner", Role.Platform);
            return world;
        }

        public T Get<T>()
            where T : notnull => _server.Services.GetRequiredService<T>();

        public TestBrowser Browser() => new(_server);

        public void Advance(TimeSpan by) => _clock.Advance(by);

        public void MoveTo(DateTimeOffset when) => _clock.Advance(when - _clock.GetUtcNow());

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        /// <summary>Somebody whose account was open before secrets were asked for.</summary>
        public async Task<Lacking> PersonWithoutSecretAsync()
        {
            var person = await People.PersonAsync(null, "Olga", "Oldtimer");
            var device = await People.DevicePasswordAsync(person);
            await Get<Database>()
                .WriteAsync(tx =>
                    tx.ExecuteAsync("UPDATE identity_account SET secret_set = NULL WHERE id = @Id", new { person.Id })
                );
            return new Lacking(person, device.Password);
        }

        public async Task ChooseSecretAsync(Lacking who) =>
            TestPeople.Done(
                await Get<CareMail.Accounts.Tasks.ChangeAccountSecret>().RunAsync(who.Person.Actor, "harbourthimble")
            );

        public async Task SetDayAsync(CampaignStage stage, DateOnly day, string? ods = null) =>
            TestPeople.Done(await Get<ChangeCampaigns>().SetDayAsync(Platform.Actor, Key, ods, stage, day, "decided"));

        public Task<MailSignInResult> SignInToMailAsync(Lacking who) =>
            Get<MailSignIn>().AuthenticateAsync(who.Person.Address, who.DevicePassword, IPAddress.Loopback, "imap");

        public async Task<MailSignInOutcome> MailAsync(Lacking who) => (await SignInToMailAsync(who)).Outcome;

        public async Task<TaskPressure> PressureAsync(Lacking who) =>
            (await Get<OpenTasks>().OfAsync(who.Person.Id)).Single().Pressure;

        /// <summary>Another server asks whether the mailbox takes mail: it always does.</summary>
        public async Task ArrivesAsync(Lacking who)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(_server.Smtp);
            using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
            Assert.StartsWith("220", await reader.ReadLineAsync(), StringComparison.Ordinal);
            foreach (
                var command in new[]
                {
                    "HELO mx.example.org",
                    "MAIL FROM:<someone@example.org>",
                    $"RCPT TO:<{who.Person.Address}>",
                }
            )
            {
                await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
                Assert.StartsWith("250", await reader.ReadLineAsync(), StringComparison.Ordinal);
            }
        }
    }
}
