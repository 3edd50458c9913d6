using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Lifecycle;

public class AbsenceTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_delegate_reads_the_mailbox_while_its_person_is_away_and_never_writes_in_their_name(
        Engine engine
    )
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var (person, colleague) = (await people.PersonAsync(site), await people.PersonAsync(site));
        var lives = people.Get<AccountLives>();
        await people.Get<Database>().WriteAsync(tx => lives.SetSecondEmailAsync(tx, person.Id, "away@home.example"));
        var access = people.Get<MailboxAccess>();

        TestPeople.Done(
            await people
                .Get<DisableAccount>()
                .RunAsync(TestPeople.Operator, person.Id, null, "leave", new Cover(colleague.Id, "I am away."))
        );

        Assert.Equal(AccessRight.Member, await access.RightAsync(colleague.Id, person.MailboxId));
        Assert.Equal(
            [colleague.Address],
            (await people.Get<Addresses>().SendersOfAsync(colleague.Id)).Select(s => s.Address.ToString())
        );
        Assert.Equal("I am away.", (await people.Get<AwayReplies>().FindAsync(person.MailboxId))!.Words);
        Assert.Equal([colleague.Id], (await people.Get<Absences>().OfAsync(person.Id)).Delegates);
        var granted = Assert.Single(await people.ActsOnAsync(person.MailboxId), act => act.Act == "mailbox.grant");
        Assert.Equal(($"{colleague.Id} member", "test: leave"), (granted.NewValue, granted.Reason));

        TestPeople.Done(await people.Get<EnableAccount>().RunAsync(TestPeople.Operator, person.Id, "back"));

        Assert.Null(await access.RightAsync(colleague.Id, person.MailboxId));
        Assert.Null(await people.Get<AwayReplies>().FindAsync(person.MailboxId));
        Assert.Equal(
            $"{colleague.Id} member",
            Assert.Single(await people.ActsOnAsync(person.MailboxId), act => act.Act == "mailbox.revoke").OldValue
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_leaves_or_is_deleted_while_away_is_not_read_by_anybody_any_more(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var colleague = await people.PersonAsync(site);
        var access = people.Get<MailboxAccess>();
        var left = await AwayAsync();
        var deleted = await AwayAsync();

        TestPeople.Done(await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, left.Id, false, "left"));
        TestPeople.Done(await people.Get<DeleteAccount>().RunAsync(TestPeople.Operator, deleted.Id, "asked"));

        Assert.Null(await access.RightAsync(colleague.Id, left.MailboxId));
        Assert.Null(await access.RightAsync(colleague.Id, deleted.MailboxId));

        async Task<TestPerson> AwayAsync()
        {
            var person = await people.PersonAsync(site);
            var cover = new Cover(colleague.Id, null);
            TestPeople.Done(
                await people.Get<DisableAccount>().RunAsync(TestPeople.Operator, person.Id, null, "leave", cover)
            );
            return person;
        }
    }

    [Fact]
    public async Task An_absence_that_runs_out_ends_what_covered_for_it()
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(Engine.Sqlite, clock);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var (person, colleague) = (await people.PersonAsync(site), await people.PersonAsync(site));
        TestPeople.Done(
            await people
                .Get<DisableAccount>()
                .RunAsync(
                    TestPeople.Operator,
                    person.Id,
                    clock.GetUtcNow().AddDays(10),
                    "leave",
                    new Cover(colleague.Id, "Away.")
                )
        );

        clock.Advance(TimeSpan.FromDays(11));
        await people.Get<Hygiene>().RunOnceAsync();

        Assert.Equal(AccountState.Deleted, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);
        Assert.Null(await people.Get<MailboxAccess>().RightAsync(colleague.Id, person.MailboxId));
    }

    [Fact]
    public async Task Nobody_lets_themselves_or_a_stranger_into_somebody_elses_mailbox()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();
        var (person, admin) = (await people.PersonAsync(site), await people.PersonAsync(site, roles: Role.LocalAdmin));
        var stranger = await people.PersonAsync();
        var disable = people.Get<DisableAccount>();

        foreach (var (id, words) in new[] { (admin.Id, "themselves"), (stranger.Id, "same organisation") })
        {
            var refused = TestPeople.Refused(
                await disable.RunAsync(admin.Actor, person.Id, null, "leave", new Cover(id, null))
            );
            Assert.Contains(words, refused, StringComparison.Ordinal);
        }

        Assert.Equal(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
