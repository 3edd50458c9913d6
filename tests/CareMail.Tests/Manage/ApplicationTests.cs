using System.Text;
using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Mailboxes;
using CareMail.Manage.Applications;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Manage;

/// <summary>A system sends and fetches mail, and is nobody.</summary>
public sealed class ApplicationTests
{
    private const string Signed = "235 2.7.0 *";
    private const string Refused =
        "535 5.7.8 Name or device password not right. Mail programs use a device password, not the one for the web";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_system_sends_with_its_password_and_is_no_person(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var system = await world.SystemAsync();
        var issued = await world.IssueAsync(system, 30);

        await world.SubmitAsync(system, issued.Password, Signed, sends: true);
        await world.SubmitAsync(system, "not-the-password", Refused);

        var inbox = (await world.Get<FolderTree>().FindAsync(world.Owner.MailboxId, SpecialUse.Inbox))!;
        Assert.Equal(1u, inbox.Messages);
        // What a system sends fills nobody's Sent.
        var sent = await world.Get<FolderTree>().FindAsync(system.MailboxId, SpecialUse.Sent);
        Assert.Equal(0u, sent?.Messages ?? 0);
        Assert.Null(await world.Get<AccountRecords>().FindAsync(system.Id));
        Assert.Equal(2, (await world.Get<AccountRecords>().ListAsync(world.Place.Id)).Count);
        using var browser = new TestBrowser(world.Server);
        var web = await browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = system.UserName, ["Password"] = issued.Password }
        );
        Assert.NotEqual("/sign-in/code", web.Location);
        Assert.NotEmpty(web.Errors);
        Assert.NotNull((await world.Get<MailApplications>().PasswordsAsync(system.Id))[0].LastUsed);
        Assert.Contains(
            await world.People.ActsOnAsync(system.Id),
            act => act is { Act: "application_mailbox.manage", Reason: "the new server" }
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_password_ends_on_its_day_and_at_once_when_it_is_removed(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var system = await world.SystemAsync();
        var (ends, removed) = (await world.IssueAsync(system, 30), await world.IssueAsync(system, 90));

        TestPeople.Done(await world.Managed.RemovePasswordAsync(world.Admin.Actor, system.Id, removed.Id));
        await world.SubmitAsync(system, removed.Password, Refused);
        await world.SubmitAsync(system, ends.Password, Signed);
        var session = new MailSession(system.Id, ends.Id);
        Assert.True(await world.Get<MailSignIn>().StillValidAsync(session));
        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.SubmitAsync(system, ends.Password, Refused);
        Assert.False(await world.Get<MailSignIn>().StillValidAsync(session));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Its_owners_are_told_before_a_password_ends_and_asked_once_a_year(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var system = await world.SystemAsync();
        await world.IssueAsync(system, 60);
        var watch = world.Get<WatchApplications>();

        await world.RunAsync(watch, days: 29, told: 0);
        await world.RunAsync(watch, days: 2, told: 1);
        await world.RunAsync(watch, days: 1, told: 0);
        await world.RunAsync(watch, days: 22, told: 1);
        var kept = await world.IssueAsync(system, 365);
        // The year is not over, but nearly; and the first password has ended.
        await world.RunAsync(watch, days: 282, told: 1);
        await world.RunAsync(watch, days: 1, told: 0);
        await world.RunAsync(watch, days: 14, told: 1);
        await world.SubmitAsync(system, kept.Password, Signed);
        world.Clock.Advance(system.StopsAt - world.Clock.GetUtcNow());
        await world.SubmitAsync(system, kept.Password, Refused);

        TestPeople.Done(await world.Managed.ConfirmAsync(world.Owner.Actor, system.Id));
        await world.SubmitAsync(system, kept.Password, Signed);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_has_limits_of_its_own_and_is_in_the_directory_only_if_wanted(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var (hidden, shown) = (await world.SystemAsync(), await world.SystemAsync(shown: true));
        var issued = await world.IssueAsync(hidden, 30);
        TestPeople.Refused(await world.Managed.LimitAsync(world.Admin.Actor, hidden.Id, 0, 1, "less"));
        TestPeople.Done(await world.Managed.LimitAsync(world.Admin.Actor, hidden.Id, 10, 1, "a test system"));

        await world.SubmitAsync(hidden, issued.Password, Signed, sends: true);
        await world.SubmitAsync(
            hidden,
            issued.Password,
            Signed,
            sends: true,
            answer: "452 4.7.0 Too many recipients today, try tomorrow"
        );

        var found = await world.Get<Addresses>().SuggestAsync(world.Place.Id, "reminder", 20);
        Assert.Equal([shown.MailboxId], found.Select(one => one.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_administrator_looks_after_it_its_owner_confirms_it_and_nobody_else_sees_it(Engine engine)
    {
        await using var world = await World.OnAsync(engine);
        var system = await world.SystemAsync();
        var stranger = await world.People.PersonAsync(roles: Role.LocalAdmin);
        var managed = world.Managed;

        Assert.NotNull(await managed.FindAsync(world.Owner.Actor, Act.ConfirmApplication, system.Id));
        Assert.Null(await managed.FindAsync(world.Owner.Actor, Act.ManageApplication, system.Id));
        Assert.Null(await managed.FindAsync(stranger.Actor, Act.ConfirmApplication, system.Id));
        TestPeople.Refused(await managed.IssueAsync(world.Owner.Actor, system.Id, "mine", 30, "why not"));
        TestPeople.Refused(await managed.IssueAsync(world.Admin.Actor, system.Id, "live", 366, "too long"));
        TestPeople.Refused(await managed.IssueAsync(world.Admin.Actor, system.Id, "live", 30, " "));
        TestPeople.Refused(await managed.RemoveOwnerAsync(world.Admin.Actor, system.Id, world.Owner.Id));
        TestPeople.Done(await managed.AddOwnerAsync(world.Admin.Actor, system.Id, world.Admin.Address));
        TestPeople.Done(await managed.RemoveOwnerAsync(world.Admin.Actor, system.Id, world.Owner.Id));
        var issued = await world.IssueAsync(system, 30);
        TestPeople.Done(await managed.CloseAsync(world.Admin.Actor, system.Id, "replaced"));

        await world.SubmitAsync(system, issued.Password, Refused);
        TestPeople.Refused(
            await managed.CreateAsync(
                world.Admin.Actor,
                new NewApplication(
                    world.Place.Id,
                    system.UserName.Split('@')[0],
                    "Again",
                    "again",
                    world.Owner.Address
                ),
                "a test"
            )
        );
    }

    private sealed class World : IAsyncDisposable
    {
        private static int _count;

        private World(RunningServer server, TestClock clock) =>
            (Server, Clock, People) = (server, clock, new TestPeople(server.Services));

        public RunningServer Server { get; }

        public TestClock Clock { get; }

        public TestPeople People { get; }

        public Organisation Place { get; private set; } = null!;

        public TestPerson Admin { get; private set; } = null!;

        /// <summary>Answers for the systems.</summary>
        public TestPerson Owner { get; private set; } = null!;

        public ManagedApplications Managed => Get<ManagedApplications>();

        public static async Task<World> OnAsync(Engine engine)
        {
            var clock = new TestClock();
            var server = await RunningServer.StartAsync(
                engine,
                replace: services => services.AddSingleton<TimeProvider>(clock)
            );
            var world = new World(server, clock);
            world.Place = await world.People.OrganisationAsync();
            world.Admin = await world.People.PersonAsync(world.Place, roles: Role.LocalAdmin);
            world.Owner = await world.People.PersonAsync(world.Place);
            return world;
        }

        public T Get<T>()
            where T : notnull => People.Get<T>();

        public async Task<MailApplication> SystemAsync(bool shown = false)
        {
            var wanted = new NewApplication(
                Place.Id,
                $"reminder.{Interlocked.Increment(ref _count)}",
                "Reminder of appointments",
                "sends reminders",
                Owner.Address
            )
            {
                Shown = shown,
            };
            return TestPeople.Done(await Managed.CreateAsync(Admin.Actor, wanted, "a test"));
        }

        public async Task<IssuedDevicePassword> IssueAsync(MailApplication system, int days) =>
            TestPeople.Done(await Managed.IssueAsync(Admin.Actor, system.Id, "live system", days, "the new server"));

        /// <summary>Signs in as the system, and perhaps writes to its owner.</summary>
        public Task SubmitAsync(
            MailApplication system,
            string password,
            string signIn,
            bool sends = false,
            string answer = "250 2.6.0 Accepted as *"
        )
        {
            var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{system.UserName}\0{password}"));
            var message = sends
                ? $"""
                    > MAIL FROM:<{system.UserName}>
                    < 250 *
                    > RCPT TO:<{Owner.Address}>
                    < 250 *
                    > DATA
                    < 354 *
                    > From: {system.UserName}
                    > Subject: Reminder
                    >
                    > Tomorrow at ten.
                    > .
                    < {answer}
                    """
                : "";
            return WireScript.PlayAsync(
                Server.Submissions,
                $"""
                < 220 *
                > EHLO server.example
                <- 250 AUTH PLAIN LOGIN
                > AUTH PLAIN {plain}
                < {signIn}
                {message}
                """,
                tls: true
            );
        }

        /// <summary>Days pass, the watch runs twice, and the owner is told so often.</summary>
        public async Task RunAsync(WatchApplications watch, int days, int told)
        {
            Clock.Advance(TimeSpan.FromDays(days));
            var now = Clock.GetUtcNow();
            await watch.RunOnceAsync();
            await watch.RunOnceAsync();
            Assert.Equal(
                told,
                await Get<Database>()
                    .QuerySingleOrDefaultAsync<long>(
                        "SELECT COUNT(*) FROM notices_notice WHERE kind IN (137, 138) AND created >= @now",
                        new { now }
                    )
            );
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
