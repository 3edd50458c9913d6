using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class PeopleTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_person_added_has_an_address_whose_mail_waits_until_they_are_activated(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();

        var added = await people.NewPersonAsync(site, "Zainab", "Okafor-Lee", Role.LocalAdmin);

        var recipient = await people.Get<Addresses>().ResolveAsync(added.Address);
        Assert.Equal((RecipientState.NotActivated, "Zainab Okafor-Lee"), (recipient!.State, recipient.DisplayName));
        var act = Assert.Single(await people.ActsOnAsync(added.AccountId));
        Assert.Equal(("person.add", "command line", "test: test"), (act.Act, act.Origin, act.Reason));
        Assert.Equal($"{added.Address} local_admin", act.NewValue);

        TestPeople.Done(await people.Get<ActivateAccount>().RunAsync(TestPeople.Operator, added.AccountId, "joined"));

        Assert.Equal(RecipientState.Accepts, (await people.Get<Addresses>().ResolveAsync(added.Address))!.State);
        Assert.Equal("account.activate", (await people.ActsOnAsync(added.AccountId))[^1].Act);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Namesakes_get_numbers_even_when_they_are_added_at_the_same_moment(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var name = "Namesake" + site.Ods;

        var added = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => people.NewPersonAsync(site, "Jo", name)));

        string[] expected = ["", "2", "3", "4", "5"];
        Assert.Equal(
            expected.Select(n => $"jo.{name}{n}@caremail.example".ToLowerInvariant()),
            added.Select(a => a.Address.ToString()).Order()
        );
    }

    [Fact]
    public async Task An_account_is_activated_once()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var person = await people.PersonAsync();

        var again = await people.Get<ActivateAccount>().RunAsync(TestPeople.Operator, person.Id);

        Assert.Contains("activated before", TestPeople.Refused(again), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_reset_gives_a_new_sign_in_signs_browsers_out_and_says_why(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person, "Old phone");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var reset = people.Get<ResetSignIn>();
        Assert.Contains(
            "Say why",
            TestPeople.Refused(await reset.RunAsync(TestPeople.Operator, person.Id, " ")),
            StringComparison.Ordinal
        );

        var secrets = TestPeople.Done(
            await reset.RunAsync(TestPeople.Operator, person.Id, "phone stolen", removeDevices: true)
        );

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        Assert.NotEqual(person.Secrets.Password, secrets.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PasswordAsync(person)).Status);
        Assert.Equal(
            MailSignInOutcome.Refused,
            (
                await people
                    .Get<MailSignIn>()
                    .AuthenticateAsync(person.Address, device.Password, IPAddress.Loopback, "imap")
            ).Outcome
        );
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("sign_in.reset", "test: phone stolen"), (act.Act, act.Reason));
        Assert.Equal("device passwords: Old phone", act.OldValue);
    }

    [Fact]
    public async Task A_lock_needs_a_reason_and_an_active_account_and_is_recorded_with_both_states()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var person = await people.PersonAsync();
        var fresh = await people.NewPersonAsync();
        var door = people.Get<LockAccount>();

        Assert.Contains(
            "Say why",
            TestPeople.Refused(await door.RunAsync(TestPeople.Operator, person.Id, "")),
            StringComparison.Ordinal
        );
        TestPeople.Refused(await door.RunAsync(TestPeople.Operator, fresh.AccountId, "why"));
        Assert.Equal(
            AccountState.Locked,
            TestPeople.Done(await door.RunAsync(TestPeople.Operator, person.Id, "why")).State
        );

        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("account.lock", "active", "locked"), (act.Act, act.OldValue, act.NewValue));
        TestPeople.Done(await people.Get<UnlockAccount>().RunAsync(TestPeople.Operator, person.Id, "found"));
        Assert.Equal("account.unlock", (await people.ActsOnAsync(person.Id))[^1].Act);
    }

    [Fact]
    public async Task A_local_administrator_does_not_see_people_elsewhere_and_an_owner_resets_nobody()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, roles: Role.LocalAdmin);
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var colleague = await people.PersonAsync(site);
        var stranger = await people.PersonAsync();
        var reset = people.Get<ResetSignIn>();

        TestPeople.Done(await reset.RunAsync(admin.Actor, colleague.Id, "forgot"));
        var hidden = TestPeople.Refused(await reset.RunAsync(admin.Actor, stranger.Id, "forgot"));
        Assert.Equal(hidden, TestPeople.Refused(await reset.RunAsync(admin.Actor, Guid.NewGuid(), "forgot")));
        Assert.Equal(hidden, TestPeople.Refused(await reset.RunAsync(owner.Actor, colleague.Id, "forgot")));
        Assert.Equal(hidden, TestPeople.Refused(await reset.RunAsync(admin.Actor, admin.Id, "mine")));
        Assert.Equal("account.activate", (await people.ActsOnAsync(stranger.Id))[^1].Act);
    }

    [Fact]
    public async Task Roles_are_given_by_who_may_and_never_to_oneself()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var headquarters = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(headquarters: headquarters.Id);
        var primary = await people.PersonAsync(headquarters, roles: Role.PrimaryAdmin);
        var person = await people.PersonAsync(site);
        var give = people.Get<GiveRole>();

        TestPeople.Done(
            await give.RunAsync(primary.Actor, person.Id, new RoleGrant(Role.LocalAdmin, site.Id), "deputy")
        );
        TestPeople.Refused(
            await give.RunAsync(primary.Actor, person.Id, new RoleGrant(Role.Platform, site.Id), "why not")
        );
        TestPeople.Refused(
            await give.RunAsync(primary.Actor, primary.Id, new RoleGrant(Role.LocalAdmin, site.Id), "me")
        );

        Assert.Contains(
            new RoleGrant(Role.LocalAdmin, site.Id),
            await people.Get<AccountRecords>().RolesOfAsync(person.Id)
        );
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("role.give", (Guid?)primary.Id, "local_admin"), (act.Act, act.Actor, act.NewValue));
        TestPeople.Done(
            await people
                .Get<TakeRole>()
                .RunAsync(primary.Actor, person.Id, new RoleGrant(Role.LocalAdmin, site.Id), "left the post")
        );
        Assert.Equal("role.take", (await people.ActsOnAsync(person.Id))[^1].Act);
    }

    // RFC 2142 §5.
    [Fact]
    public async Task Mail_for_the_postmaster_reaches_who_runs_the_service()
    {
        await using var server = await RunningServer.StartAsync();
        var people = new TestPeople(server.Services);
        var platform = await people.NewPersonAsync(first: "Una", last: "Platt", roles: Role.Platform);

        var found = await people.Get<Addresses>().ResolveAsync(EmailAddress.Parse("Postmaster@caremail.example"));

        Assert.Equal((platform.MailboxId, RecipientState.Accepts), (found!.MailboxId, found.State));
    }

    [Theory]
    [InlineData("", "Balogun")]
    [InlineData("Ife\u202E", "Balogun")]
    [InlineData("Ife\r\nBcc: x", "Balogun")]
    [InlineData("小", "李")]
    public async Task A_name_that_is_none_or_hides_something_is_refused(string first, string last)
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();

        var outcome = await people.Get<AddPerson>().RunAsync(TestPeople.Operator, new NewPerson(site.Id, first, last));

        Assert.NotEmpty(TestPeople.Refused(outcome));
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
