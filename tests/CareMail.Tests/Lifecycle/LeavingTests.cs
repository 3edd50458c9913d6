using System.Net;
using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Lifecycle;

public class LeavingTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_leaver_is_signed_out_everywhere_and_loses_every_administrators_role(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var leaver = await people.PersonAsync(site, roles: Role.LocalAdmin);
        var device = await people.DevicePasswordAsync(leaver);
        var door = people.Get<MailSignIn>();
        var session = (await SignInAsync(door, leaver, device.Password)).Session;
        var ended = new TaskCompletionSource();
        using var watch = door.WhenEnded(session, ended.SetResult);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(leaver);

        var marked = TestPeople.Done(
            await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, leaver.Id, false, "left on Friday")
        );

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(AccountState.Left, marked.Person.State);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        Assert.Equal(MailSignInOutcome.Refused, (await SignInAsync(door, leaver, device.Password)).Outcome);
        var roles = await people.Get<AccountRecords>().RolesOfAsync(leaver.Id);
        Assert.Equal([Role.Person], roles.Select(r => r.Role));
        Assert.Equal(RecipientState.Accepts, await StateOfAsync(people, leaver.Address));
        var act = (await people.ActsOnAsync(leaver.Id))[^1];
        Assert.Equal(("account.leave", "test: left on Friday"), (act.Act, act.Reason));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Shared_mailboxes_are_taken_too_if_asked_but_never_from_their_last_owner(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var other = await people.OrganisationAsync();
        var leaver = await people.PersonAsync(site);
        var colleague = await people.PersonAsync(other);
        var only = await people.SharedMailboxAsync(site, leaver);
        var joint = await people.SharedMailboxAsync(other, colleague, leaver);

        var marked = TestPeople.Done(
            await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, leaver.Id, true, "left")
        );

        Assert.Equal([only.MailboxId], marked.OnlyTheirs.Select(s => s.Mailbox.Id));
        var access = people.Get<MailboxAccess>();
        Assert.Equal(AccessRight.Owner, await access.RightAsync(leaver.Id, only.MailboxId));
        Assert.Null(await access.RightAsync(leaver.Id, joint.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_joiner_brings_the_mailbox_and_only_the_new_organisation_has_its_keys(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var (home, other) = (await CareHome.AtAsync(server), await CareHome.AtAsync(server));
        var person = home.Carer;
        await DeliverAsync(people, person.MailboxId, "one", "two", "three");
        var accept = people.Get<AcceptJoiner>();
        Assert.Contains(
            "marked as a leaver",
            TestPeople.Refused(await accept.RunAsync(TestPeople.Operator, person.AccountId, other.OrganisationId)),
            StringComparison.Ordinal
        );
        TestPeople.Done(
            await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, person.AccountId, false, "new post")
        );

        var joined = TestPeople.Done(
            await accept.RunAsync(TestPeople.Operator, person.AccountId, other.OrganisationId)
        );

        Assert.Equal((other.OrganisationId, AccountState.Active), (joined.OrganisationId, joined.State));
        Assert.Equal(3, (await home.MailAsync(person.MailboxId)).Count);
        var owners = await people
            .Get<Database>()
            .QueryAsync<Guid>(
                """
                SELECT k.organisation_id FROM mailboxes_message_key k JOIN mailboxes_entry e ON e.message_id = k.message_id
                JOIN mailboxes_folder f ON f.id = e.folder_id WHERE f.mailbox_id = @MailboxId
                """,
                new { person.MailboxId }
            );
        Assert.Equal(Enumerable.Repeat(other.OrganisationId, 3), owners);
        // Mail that comes after the move is the new organisation's too, although the store remembered the old one.
        await DeliverAsync(people, person.MailboxId, "four");
        Assert.Equal(4, (await home.MailAsync(person.MailboxId)).Count);
        Assert.Empty(await people.Get<MailboxCheck>().FaultsAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_joiner_may_take_a_new_address_and_the_old_one_takes_mail_for_ninety_days(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var to = await people.OrganisationAsync();
        var person = await people.PersonAsync();
        TestPeople.Done(await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, person.Id, false, "left"));
        var address = (await people.Get<RenamePerson>().ChoicesAsync("Ife", "Balogun"))[0];

        TestPeople.Done(await people.Get<AcceptJoiner>().RunAsync(TestPeople.Operator, person.Id, to.Id, address));

        Assert.Equal([address], (await people.Get<Addresses>().SendersOfAsync(person.Id)).Select(s => s.Address));
        Assert.Equal(RecipientState.Accepts, await StateOfAsync(people, person.Address));
        clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(RecipientState.Closed, await StateOfAsync(people, person.Address));
        Assert.Equal(RecipientState.Accepts, await StateOfAsync(people, address.ToString()));
        Assert.DoesNotContain(
            EmailAddress.Parse(person.Address),
            await people.Get<RenamePerson>().ChoicesAsync("Ife", "Balogun")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_organisation_without_room_accepts_nobody(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var to = await people.OrganisationAsync();
        for (var i = 0; i < 10; i++)
        {
            await people.NewPersonAsync(to);
        }

        var person = await people.PersonAsync();
        TestPeople.Done(await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, person.Id, false, "left"));
        var owner = new Actor(Guid.NewGuid(), "owner", [new RoleGrant(Role.Owner, to.Id)], "192.0.2.1");

        var refused = TestPeople.Refused(await people.Get<AcceptJoiner>().RunAsync(owner, person.Id, to.Id));

        Assert.Contains("has its 10 people", refused, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mover_changes_site_within_the_group_at_once_and_never_out_of_it(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var group = await people.OrganisationAsync(CareMail.Organisations.OrganisationKind.CareProvider);
        var from = await people.OrganisationAsync(headquarters: group.Id);
        var to = await people.OrganisationAsync(headquarters: group.Id);
        var elsewhere = await people.OrganisationAsync();
        var person = await people.PersonAsync(from);
        var move = people.Get<MovePerson>();

        Assert.Contains(
            "another organisation",
            TestPeople.Refused(await move.RunAsync(TestPeople.Operator, person.Id, elsewhere.Id, "why")),
            StringComparison.Ordinal
        );
        var moved = TestPeople.Done(await move.RunAsync(TestPeople.Operator, person.Id, to.Id, "new site"));

        Assert.Equal(to.Id, moved.OrganisationId);
        Assert.Equal(to.Id, (await people.Get<MailboxAccess>().FindAsync(person.MailboxId))!.OrganisationId);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mover_leaves_the_shared_mailboxes_named_and_never_one_that_would_have_no_owner(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var group = await people.OrganisationAsync(CareMail.Organisations.OrganisationKind.CareProvider);
        var from = await people.OrganisationAsync(headquarters: group.Id);
        var to = await people.OrganisationAsync(headquarters: group.Id);
        var (mover, colleague) = (await people.PersonAsync(from), await people.PersonAsync(from));
        var only = await people.SharedMailboxAsync(from, mover);
        var left = await people.SharedMailboxAsync(group, colleague, mover);
        var kept = TestPeople.Done(
            await people
                .Get<CareMail.Accounts.CreateSharedMailbox>()
                .RunAsync(
                    TestPeople.Operator,
                    new(from.Id)
                    {
                        LocalPart = $"kitchen.{from.Ods.ToLowerInvariant()}",
                        Owners = [colleague.Id],
                        Members = [mover.Id],
                    }
                )
        );
        var chief = new Actor(Guid.NewGuid(), "chief", [new RoleGrant(Role.PrimaryAdmin, group.Id)], "192.0.2.1");
        var move = people.Get<MovePerson>();

        Assert.Equal([group.Id, to.Id], (await move.PlacesAsync(chief, from.Id)).Select(p => p.Id));
        TestPeople.Done(await move.RunAsync(chief, mover.Id, to.Id, "new site", [only.MailboxId, kept.MailboxId]));

        var access = people.Get<MailboxAccess>();
        Assert.Equal(AccessRight.Owner, await access.RightAsync(mover.Id, only.MailboxId));
        Assert.Null(await access.RightAsync(mover.Id, kept.MailboxId));
        // Of another site of the group: this move is not about it.
        Assert.Equal(AccessRight.Member, await access.RightAsync(mover.Id, left.MailboxId));
        var places = await people.Get<CareMail.Accounts.Workplaces>().OfAsync(mover.Id);
        Assert.Equal((to.Place, true), (places[0].Place, places[0].IsHome));
        Assert.Equal(new[] { from.Place, group.Place }.Order(), places.Skip(1).Select(p => p.Place).Order());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_name_brings_a_new_address_and_the_old_one_stays_for_good(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var rename = people.Get<RenamePerson>();
        var address = (await rename.ChoicesAsync("Ife", "Okoro"))[0];
        Assert.Contains(
            "Choose one",
            TestPeople.Refused(
                await rename.RunAsync(
                    TestPeople.Operator,
                    person.Id,
                    "Ife",
                    "Okoro",
                    EmailAddress.Parse("queen@caremail.example"),
                    "married"
                )
            ),
            StringComparison.Ordinal
        );

        var renamed = TestPeople.Done(
            await rename.RunAsync(TestPeople.Operator, person.Id, "Ife", "Okoro", address, "married")
        );

        Assert.Equal((address.ToString(), "Ife Okoro"), (renamed.UserName, renamed.DisplayName));
        Assert.Equal([address], (await people.Get<Addresses>().SendersOfAsync(person.Id)).Select(s => s.Address));
        Assert.Equal(RecipientState.Accepts, await StateOfAsync(people, person.Address));
        Assert.Equal(
            MailSignInOutcome.Accepted,
            (await SignInAsync(people.Get<MailSignIn>(), person, device.Password)).Outcome
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_owner_restores_within_the_window_but_ends_nobody_who_holds_more(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var admin = await people.PersonAsync(site, roles: Role.LocalAdmin);
        var person = await people.PersonAsync(site);
        TestPeople.Done(await people.Get<DeleteAccount>().RunAsync(TestPeople.Operator, person.Id, "asked"));

        Assert.Equal(
            AccountState.Active,
            TestPeople.Done(await people.Get<RestoreAccount>().RunAsync(owner.Actor, person.Id, "is back")).State
        );
        Assert.Contains(
            "more rights",
            TestPeople.Refused(await people.Get<MarkLeaver>().RunAsync(owner.Actor, admin.Id, false, "no")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Somebody_away_keeps_their_mail_for_at_most_eighteen_months()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var person = await people.PersonAsync();
        var disable = people.Get<DisableAccount>();
        Assert.Contains(
            "18 months",
            TestPeople.Refused(
                await disable.RunAsync(
                    TestPeople.Operator,
                    person.Id,
                    TimeProvider.System.GetUtcNow().AddDays(600),
                    "parental leave"
                )
            ),
            StringComparison.Ordinal
        );

        TestPeople.Done(await disable.RunAsync(TestPeople.Operator, person.Id, null, "parental leave"));

        Assert.Equal(RecipientState.Accepts, await StateOfAsync(people, person.Address));
        Assert.Equal(LifeStage.Disabled, (await people.Get<Lives>().DatesAsync(person.Id))!.Stage);
        Assert.Equal(
            AccountState.Active,
            TestPeople.Done(await people.Get<EnableAccount>().RunAsync(TestPeople.Operator, person.Id, "back")).State
        );
    }

    internal static Task<RunningServer> StartAsync(Engine engine, TestClock clock) =>
        RunningServer.StartAsync(
            engine,
            replace: services =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(
                    services,
                    clock
                )
        );

    internal static async Task DeliverAsync(TestPeople people, Guid mailboxId, params string[] subjects)
    {
        var store = people.Get<MailStore>();
        foreach (var subject in subjects)
        {
            await using var incoming = store.Receive(10_000);
            await incoming.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes($"From: a@b.example\r\nSubject: {subject}\r\n\r\nHello\r\n")
            );
            incoming.Complete();
            var message = await incoming.StoreAsync();
            var placement = new Placement { MailboxId = mailboxId, Received = TimeProvider.System.GetUtcNow() };
            Assert.True((await store.FileAsync([new Filing(message, placement)])).IsFiled);
        }
    }

    internal static async Task<RecipientState> StateOfAsync(TestPeople people, string address) =>
        (await people.Get<Addresses>().ResolveAsync(EmailAddress.Parse(address)))!.State;

    private static Task<MailSignInResult> SignInAsync(MailSignIn door, TestPerson person, string password) =>
        door.AuthenticateAsync(person.Address, password, IPAddress.Loopback, "imap");

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
