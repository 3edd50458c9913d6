using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class AllowanceTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_care_site_has_ten_people_even_when_two_administrators_add_at_once(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, roles: Role.LocalAdmin);
        for (var i = 2; i <= 8; i++)
        {
            await people.NewPersonAsync(site);
        }

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => people.Get<AddPerson>().RunAsync(admin.Actor, new NewPerson(site.Id, "Tom", "Fairley")))
        );

        Assert.Equal(2, outcomes.Count(o => o.IsDone(out var _, out _)));
        Assert.All(
            outcomes.Where(o => !o.IsDone(out var _, out _)),
            o => Assert.Contains("has its 10 people", TestPeople.Refused(o), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Whoever_runs_the_service_may_go_beyond_with_a_reason()
    {
        var people = new TestPeople((await servers.OnAsync(Engine.Sqlite)).Services);
        var site = await people.OrganisationAsync();
        for (var i = 0; i < 11; i++)
        {
            await people.NewPersonAsync(site);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_care_site_has_one_shared_mailbox(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, roles: Role.LocalAdmin);
        await people.SharedMailboxAsync(site, admin);

        var second = await people
            .Get<CreateSharedMailbox>()
            .RunAsync(
                admin.Actor,
                new NewSharedMailbox(site.Id) { LocalPart = $"kitchen.{site.Ods}", Owners = [admin.Id] }
            );

        Assert.Contains("has its shared mailbox already", TestPeople.Refused(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hospital_has_as_many_as_it_needs_unless_it_was_given_a_number()
    {
        var people = new TestPeople((await servers.OnAsync(Engine.Sqlite)).Services);
        var create = people.Get<CreateOrganisation>();
        var hospital = await people.OrganisationAsync(OrganisationKind.Hospital);
        var sponsor = TestPeople.Done(
            await create.RunAsync(
                TestPeople.Operator,
                new NewOrganisation("8ZQ77", "Sponsor", OrganisationKind.Sponsor, "Town")
                {
                    Allowance = new Allowance(3, 1),
                }
            )
        );

        Assert.Equal(Allowance.NoLimit, hospital.Allowance);
        Assert.Equal(new Allowance(3, 1), (await people.Get<OrganisationTable>().FindAsync(sponsor.Id))!.Allowance);
    }

    [Theory]
    [InlineData("care.vz999")]
    [InlineData("helpdesk")]
    [InlineData("Postmaster")]
    public async Task An_administrator_does_not_take_an_address_of_the_service_or_of_another_home(string localPart)
    {
        var people = new TestPeople((await servers.OnAsync(Engine.Sqlite)).Services);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, roles: Role.LocalAdmin);

        var outcome = await people
            .Get<CreateSharedMailbox>()
            .RunAsync(admin.Actor, new NewSharedMailbox(site.Id) { LocalPart = localPart, Owners = [admin.Id] });

        Assert.Contains("kept for the service", TestPeople.Refused(outcome), StringComparison.Ordinal);
    }
}
