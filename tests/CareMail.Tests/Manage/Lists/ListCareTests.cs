using CareMail.Access;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Manage.Lists;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Manage.Lists;

/// <summary>What those who look after a list can do, and what nobody else can.</summary>
public sealed class ListCareTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_is_looked_after_by_its_owners_and_administrators_and_by_nobody_else(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync();
        var people = new TestPeople(world.Server.Services);
        var admin = world.Nurse with { AccountId = null, Roles = [new(Role.LocalAdmin, world.Home.OrganisationId)] };
        var stranger = (await people.PersonAsync(roles: Role.LocalAdmin)).Actor;
        var carer = await ListWorld.ActorAsync(world.Home, world.Home.Carer);

        Assert.NotNull(await world.Managed.FindAsync(world.Nurse, list.Id));
        Assert.NotNull(await world.Managed.FindAsync(admin, list.Id));
        Assert.Null(await world.Managed.FindAsync(stranger, list.Id));
        Assert.Null(await world.Managed.FindAsync(carer, list.Id));
        TestPeople.Refused(await world.Managed.CreateAsync(carer, new NewList(world.Home.OrganisationId, "x", "X")));
        TestPeople.Done(await world.Managed.AddOwnerAsync(world.Nurse, list.Id, world.Home.Carer.Address));
        Assert.NotNull(await world.Managed.FindAsync(carer, list.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_last_owner_of_a_list_stays(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync();
        TestPeople.Done(await world.Managed.AddOwnerAsync(world.Nurse, list.Id, world.Home.Carer.Address));
        var carer = await ListWorld.ActorAsync(world.Home, world.Home.Carer);

        var outcomes = await Task.WhenAll(
            world.Managed.RemoveOwnerAsync(world.Nurse, list.Id, world.Home.Nurse.AccountId),
            world.Managed.RemoveOwnerAsync(carer, list.Id, world.Home.Carer.AccountId)
        );

        Assert.Single(outcomes, outcome => outcome.IsDone(out _, out _));
        Assert.Single(await world.Get<MailingLists>().OwnersAsync(list.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_adds_a_list_that_others_look_after(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var theirs = await world.ListAsync(world.Home.Nurse.Address);
        var mine = await world.ListAsync();
        TestPeople.Done(await world.Managed.AddOwnerAsync(world.Nurse, mine.Id, world.Home.Carer.Address));
        var carer = await ListWorld.ActorAsync(world.Home, world.Home.Carer);

        Assert.Contains(
            "somebody else looks after",
            TestPeople.Refused(await world.Managed.AddAsync(carer, mine.Id, theirs.Address)),
            StringComparison.Ordinal
        );
        TestPeople.Refused(await world.Managed.AddAsync(carer, mine.Id, mine.Address));
        TestPeople.Refused(await world.Managed.AddAsync(carer, mine.Id, "nobody.atall@caremail.example"));
        TestPeople.Done(await world.Managed.AddAsync(world.Nurse, mine.Id, theirs.Address));
        Assert.Equal(1, (await world.Get<MailingLists>().ExpandAsync(mine.Id)).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_rule_means_whoever_it_means_at_that_moment(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var place = (await world.Get<OrganisationTable>().FindAsync(world.Home.OrganisationId))!;
        var rule = new ListRule([place.Id]);
        var list = TestPeople.Done(
            await world.Managed.CreateAsync(
                world.Nurse,
                new NewList(place.Id, "everybody-here", "Everybody") { Rule = rule }
            )
        );
        var lists = world.Get<MailingLists>();

        Assert.Equal(2, (await lists.ExpandAsync(list.Id)).Count);
        var newcomer = await world.Home.AddPersonAsync("Nia", "Newcomer");
        // Who has not finished joining takes no mail yet.
        await world.Home.AddNewPersonAsync("Will", "Waiting");
        Assert.Equal(3, (await lists.ExpandAsync(list.Id)).Count);
        await world
            .Get<Database>()
            .WriteAsync(tx => AccountRecords.SetJobTitleAsync(tx, newcomer.AccountId, "Senior 100%_Nurse"));

        Assert.Equal(1, await lists.CountAsync(rule with { JobTitle = "nurse" }));
        Assert.Equal(1, await lists.CountAsync(rule with { JobTitle = "%_" }));
        Assert.Equal(0, await lists.CountAsync(rule with { JobTitle = "n_rse" }));
        Assert.Equal(1, await lists.CountAsync(rule with { Role = Role.Owner }));
        Assert.Equal(3, await lists.CountAsync(rule with { Town = "AMBRIDGE" }));
        Assert.Equal(0, await lists.CountAsync(rule with { Town = "Borchester" }));
        TestPeople.Done(await world.Managed.ChangeRuleAsync(world.Nurse, list.Id, rule with { Role = Role.Owner }));
        Assert.Equal([world.Home.Nurse.MailboxId], (await lists.ExpandAsync(list.Id)).Mailboxes);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_rule_reaches_no_further_than_whoever_makes_it(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var people = new TestPeople(world.Server.Services);
        var group = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(headquarters: group.Id);
        await people.PersonAsync(site);
        var manager = (await people.PersonAsync(group, roles: Role.PrimaryAdmin)).Actor;
        var rule = new ListRule([group.Id]) { WithSites = true };

        Assert.NotNull(await world.Managed.CheckAsync(world.Nurse, new ListRule([site.Id])));
        Assert.NotNull(await world.Managed.CheckAsync(world.Nurse, new ListRule([])));
        Assert.Null(await world.Managed.CheckAsync(manager, rule));
        Assert.Equal(2, await world.Get<MailingLists>().CountAsync(rule));
        Assert.Equal(
            $"Everybody of {group.Name} and the sites below",
            await world.Get<MailingLists>().InWordsAsync(rule)
        );
        var list = TestPeople.Done(
            await world.Managed.CreateAsync(manager, new NewList(group.Id, "the-group", "The group") { Rule = rule })
        );
        // Whoever is of a site below is of the organisation.
        var carer = await people.PersonAsync(site);
        var (verdict, _) = await world
            .Get<MailingLists>()
            .AskAsync(
                list,
                new ListPoster(
                    carer.MailboxId,
                    carer.Id,
                    CareMail.Protocols.Addresses.EmailAddress.Parse(carer.Address)
                )
            );
        Assert.Equal(ListVerdict.Goes, verdict);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task People_join_where_they_may_ask_where_they_must_and_leave(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync();
        var carer = await ListWorld.ActorAsync(world.Home, world.Home.Carer);
        var (join, decisions) = (world.Get<JoinList>(), world.Get<ListDecisions>());

        TestPeople.Refused(await join.RunAsync(carer, list.Id));
        await world.SetAsync(list, ListSenders.Members, joining: ListJoining.OnRequest);
        TestPeople.Done(await join.RunAsync(carer, list.Id));
        TestPeople.Done(await join.RunAsync(carer, list.Id));
        Assert.Equal(ListStanding.Asked, await join.StandingAsync(list, world.Home.Carer.AccountId));
        Assert.Single(await world.NoticesAsync(world.Home.Nurse.MailboxId, "wants to join"));
        TestPeople.Refused(
            await decisions.JoinAsync(world.Nurse, list.Id, world.Home.Carer.AccountId, yes: false, " ")
        );
        TestPeople.Done(await decisions.JoinAsync(world.Nurse, list.Id, world.Home.Carer.AccountId, yes: true, null));
        TestPeople.Refused(
            await decisions.JoinAsync(world.Nurse, list.Id, world.Home.Carer.AccountId, yes: true, null)
        );
        Assert.Equal(ListStanding.Member, await join.StandingAsync(list, world.Home.Carer.AccountId));
        Assert.Single(await world.NoticesAsync(world.Home.Carer.MailboxId, "you are a member now"));

        TestPeople.Done(await join.LeaveAsync(carer, list.Id));
        Assert.Equal(ListStanding.None, await join.StandingAsync(list, world.Home.Carer.AccountId));
        await world.SetAsync(list, ListSenders.Members, joining: ListJoining.Open);
        TestPeople.Done(await join.RunAsync(carer, list.Id));
        Assert.Equal([world.Home.Carer.MailboxId], (await world.Get<MailingLists>().ExpandAsync(list.Id)).Mailboxes);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_is_found_in_the_directory_and_is_no_mailbox_anybody_has(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync();

        var found = await world.Get<Addresses>().SuggestAsync(world.Home.OrganisationId, list.Name);

        Assert.Contains(found, one => one.Kind is MailboxKind.List && one.MailboxId == list.Id);
        Assert.DoesNotContain(
            await world.Get<MailboxAccess>().OfAccountAsync(world.Home.Nurse.AccountId),
            grant => grant.Mailbox.Id == list.Id
        );
        Assert.DoesNotContain(
            await world.Get<Addresses>().SendersOfAsync(world.Home.Nurse.AccountId),
            sender => sender.MailboxId == list.Id
        );
    }
}
