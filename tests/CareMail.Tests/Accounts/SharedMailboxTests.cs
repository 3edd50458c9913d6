using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class SharedMailboxTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_site_s_mailbox_is_named_after_its_code_and_owned(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site);
        var member = await people.PersonAsync(site);

        var made = await people.SharedMailboxAsync(site, owner, member);

        Assert.Equal($"care.{site.Ods.ToLowerInvariant()}@caremail.example", made.Address.ToString());
        var senders = await people.Get<Addresses>().SendersOfAsync(member.Id);
        Assert.Equal([member.Address, made.Address.ToString()], senders.Select(s => s.Address.ToString()));
        Assert.Equal([true, false], senders.Select(s => s.IsPersonal));
        Assert.Contains(new RoleGrant(Role.Owner, site.Id), await people.Get<AccountRecords>().RolesOfAsync(owner.Id));
        var act = Assert.Single(await people.ActsOnAsync(made.MailboxId));
        Assert.Equal("mailbox.create", act.Act);
        Assert.Contains(owner.Id.ToString(), act.NewValue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_never_given_twice()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site);
        await people.SharedMailboxAsync(site, owner);

        var again = await people
            .Get<CreateSharedMailbox>()
            .RunAsync(TestPeople.Operator, new NewSharedMailbox(site.Id) { Owners = [owner.Id] });

        Assert.Contains("taken", TestPeople.Refused(again), StringComparison.Ordinal);
        Assert.Equal(2, (await people.Get<MailboxAccess>().OfAccountAsync(owner.Id)).Count);
    }

    [Fact]
    public async Task A_mailbox_without_an_owner_is_not_made_and_the_last_owner_stays()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site);
        var nobody = await people
            .Get<CreateSharedMailbox>()
            .RunAsync(TestPeople.Operator, new NewSharedMailbox(site.Id));
        Assert.Contains("at least one owner", TestPeople.Refused(nobody), StringComparison.Ordinal);
        var made = await people.SharedMailboxAsync(site, owner);

        var revoked = await people
            .Get<RevokeMailbox>()
            .RunAsync(TestPeople.Operator, made.MailboxId, owner.Id, "leaves");
        var lowered = await people
            .Get<GrantMailbox>()
            .RunAsync(TestPeople.Operator, made.MailboxId, owner.Id, AccessRight.Member, "why");

        Assert.Contains("last owner", TestPeople.Refused(revoked), StringComparison.Ordinal);
        Assert.Contains("last owner", TestPeople.Refused(lowered), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_owner_lets_somebody_in_and_out_and_the_roles_that_came_with_it_go_with_it(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site);
        var made = await people.SharedMailboxAsync(site, owner);
        var acting = owner.Actor with { Roles = await people.Get<AccountRecords>().RolesOfAsync(owner.Id) };
        var newcomer = await people.PersonAsync(site);

        TestPeople.Done(
            await people.Get<GrantMailbox>().RunAsync(acting, made.MailboxId, newcomer.Id, AccessRight.Owner, "deputy")
        );
        var granted = (await people.ActsOnAsync(made.MailboxId))[^1];
        Assert.Equal(
            ("mailbox.grant", (Guid?)owner.Id, $"{newcomer.Id} owner"),
            (granted.Act, granted.Actor, granted.NewValue)
        );
        Assert.Contains(
            new RoleGrant(Role.Owner, site.Id),
            await people.Get<AccountRecords>().RolesOfAsync(newcomer.Id)
        );

        TestPeople.Done(await people.Get<RevokeMailbox>().RunAsync(acting, made.MailboxId, newcomer.Id, "moved"));
        Assert.Equal("mailbox.revoke", (await people.ActsOnAsync(made.MailboxId))[^1].Act);
        Assert.Equal(
            [new RoleGrant(Role.Person, site.Id)],
            await people.Get<AccountRecords>().RolesOfAsync(newcomer.Id)
        );
        Assert.Single(await people.Get<Addresses>().SendersOfAsync(newcomer.Id));
    }

    [Fact]
    public async Task An_owner_of_one_mailbox_lets_nobody_into_another_of_the_same_site()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var other = await people.PersonAsync(site);
        var theirs = await people.SharedMailboxAsync(site, other);

        var outcome = await people
            .Get<GrantMailbox>()
            .RunAsync(owner.Actor, theirs.MailboxId, owner.Id, AccessRight.Member, "curious");

        Assert.Contains("no such shared mailbox", TestPeople.Refused(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_personal_mailbox_is_nobody_else_s()
    {
        var people = await PeopleAsync(Engine.Sqlite);
        var person = await people.PersonAsync();
        var other = await people.PersonAsync();

        var outcome = await people
            .Get<GrantMailbox>()
            .RunAsync(TestPeople.Operator, person.MailboxId, other.Id, AccessRight.Member, "why");

        TestPeople.Refused(outcome);
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
