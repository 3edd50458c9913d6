using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.AddressBook;

public class ContactsTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private static readonly ContactAnswers Daughter = new("Nia Fairweather", "Nia@family.example", "Rings on Sundays");

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_s_own_contacts_are_nobody_else_s(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var home = await people.OrganisationAsync();
        var (me, colleague) = (await people.PersonAsync(home), await people.PersonAsync(home));
        var contacts = people.Get<Contacts>();

        var kept = TestPeople.Done(await contacts.AddAsync(me.Actor, null, Daughter));

        Assert.Equal([kept], await contacts.ListAsync(me.Id, home.Id));
        Assert.Equal([kept], await contacts.FindAsync(me.Id, home.Id, "fairw", 5));
        Assert.Empty(await contacts.ListAsync(colleague.Id, home.Id));
        Assert.Null(await contacts.FindAsync(kept.Id, colleague.Id, home.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_an_organisation_keeps_is_seen_by_its_people_and_changed_by_few(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var home = await people.OrganisationAsync();
        var carer = await people.PersonAsync(home);
        var manager = await people.PersonAsync(home, roles: Role.DirectoryManager);
        var stranger = await people.PersonAsync(roles: Role.DirectoryManager);
        var contacts = people.Get<Contacts>();

        Assert.NotEmpty(TestPeople.Refused(await contacts.AddAsync(carer.Actor, home.Id, Daughter)));
        Assert.NotEmpty(TestPeople.Refused(await contacts.AddAsync(stranger.Actor, home.Id, Daughter)));
        var kept = TestPeople.Done(await contacts.AddAsync(manager.Actor, home.Id, Daughter));

        Assert.Equal([kept], await contacts.ListAsync(carer.Id, home.Id));
        Assert.NotEmpty(TestPeople.Refused(await contacts.RemoveAsync(carer.Actor, kept)));
        TestPeople.Done(await contacts.RemoveAsync(manager.Actor, kept));
        Assert.Empty(await contacts.ListAsync(carer.Id, home.Id));
        Assert.Equal(
            ["directory.manage", "directory.manage"],
            (await people.ActsOnAsync(kept.Id)).Select(act => act.Act)
        );
    }

    [Theory]
    [InlineData("", "a@b.example", "")]
    [InlineData("Nia", "no address", "")]
    [InlineData("Nia\r\nBcc: x@y.example", "a@b.example", "")]
    [InlineData("Nia", "a@b.example\r\nBcc: x@y.example", "")]
    [InlineData("Nia", "a@b.example", "\0")]
    public void What_is_no_contact_is_refused_with_its_field(string name, string address, string note) =>
        Assert.Single(ContactRules.Check(new(name, address, note)));

    [Fact]
    public void Members_are_read_line_by_line_each_once()
    {
        var (members, wrong) = ContactRules.Members("Nia <nia@family.example>\r\n\nNIA@family.example; b@c.example");

        Assert.Null(wrong);
        Assert.Equal([new("Nia", "nia@family.example"), new("", "b@c.example")], members);
        Assert.Equal("nobody", ContactRules.Members("a@b.example\nnobody").Wrong);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_group_is_made_changed_and_removed_by_its_owner_only(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var (me, other) = (await people.PersonAsync(), await people.PersonAsync());
        var groups = people.Get<ContactGroups>();

        var made = TestPeople.Done(await groups.SaveAsync(me.Id, null, "Night staff", "a@b.example\nc@d.example"));
        TestPeople.Refused(await groups.SaveAsync(other.Id, made.Id, "Stolen", "x@y.example"));
        TestPeople.Done(await groups.SaveAsync(me.Id, made.Id, "Nights", "a@b.example"));
        await groups.RemoveAsync(other.Id, made.Id);

        var kept = Assert.Single(await groups.ListAsync(me.Id));
        Assert.Equal(("Nights", 1), (kept.Name, kept.Members.Count));
        await groups.RemoveAsync(me.Id, made.Id);
        Assert.Empty(await groups.ListAsync(me.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task In_a_browser_somebody_is_found_shown_and_written_to(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var me = await people.PersonAsync();
        var home = await people.OrganisationAsync();
        var sought = await people.PersonAsync(home, "Perpetua", "Larkrise");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(me);

        var asked = await browser.PostAsync("/directory", new() { ["Q"] = "larkrize" });
        var found = await browser.GetAsync(asked.Location!);
        var entry = await browser.GetAsync($"/directory/{sought.MailboxId}");
        var writing = await browser.GetAsync($"/mail/write?person={sought.MailboxId}");

        Assert.DoesNotContain("larkri", asked.Location, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Perpetua Larkrise", found.Html, StringComparison.Ordinal);
        Assert.Contains($"({home.Ods})", found.Html, StringComparison.Ordinal);
        Assert.Contains(home.Town, entry.Html, StringComparison.Ordinal);
        Assert.Contains(sought.Address, writing.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Mobile", entry.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_copies_the_directory_is_stopped_and_others_are_not()
    {
        var clock = new TestClock();
        var quota = new DirectoryQuota(clock);
        var (busy, calm) = (Guid.NewGuid(), Guid.NewGuid());

        var allowed = 0;
        while (quota.MayAsk(busy))
        {
            allowed++;
        }

        Assert.InRange(allowed, 60, 200);
        Assert.True(quota.MayAsk(calm));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(quota.MayAsk(busy));
        var day = 0;
        for (var minute = 0; minute < 1_000; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            day += Enumerable.Range(0, 100).Count(_ => quota.MayAsk(busy));
        }

        Assert.InRange(day, 1_000, 5_000);
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
