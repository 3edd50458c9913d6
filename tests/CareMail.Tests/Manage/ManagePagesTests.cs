using System.Net;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Manage;

public class ManagePagesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_owner_sees_everybody_with_their_dates_marks_a_leaver_and_takes_them_back(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, "Olive", "Owner", Role.Owner);
        var carer = await people.PersonAsync(site, "Carl", "Carer");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(owner);

        Assert.Equal($"/manage/{site.Id}", (await browser.GetAsync("/manage")).Location);
        var list = (await browser.GetAsync($"/manage/{site.Id}")).Page.Body!.TextContent;
        Assert.Contains("2 of 10 accounts are used", list, StringComparison.Ordinal);
        Assert.Contains("Inactive on", list, StringComparison.Ordinal);

        var path = $"/manage/person/{carer.Id}";
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await browser.PostAsync(path, new() { ["Reason"] = " " }, "handler=Leaver")).Status
        );
        await browser.PostAsync(path, new() { ["Reason"] = "left on Friday" }, "handler=Leaver");
        var after = (await browser.GetAsync(path)).Page.Body!.TextContent;
        Assert.Contains("Today: leaver", after, StringComparison.Ordinal);
        var act = (await people.ActsOnAsync(carer.Id))[^1];
        Assert.Equal(("account.leave", (Guid?)owner.Id, "left on Friday"), (act.Act, act.Actor, act.Reason));

        await browser.PostAsync(path, [], "handler=TakeBack");
        Assert.Equal(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(carer.Id))!.State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_owner_adds_somebody_who_is_told_and_can_be_told_again(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(owner);
        var typed = new Dictionary<string, string>
        {
            ["FirstName"] = "Neva",
            ["LastName"] = "Newcomer",
            ["Email"] = "neva@home.example",
            ["Mobile"] = "not a number",
        };

        var wrong = await browser.PostAsync($"/manage/{site.Id}/add", typed);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Neva"), (wrong.Status, wrong.Value("FirstName")));
        typed["Mobile"] = "07700 900456";
        Assert.Equal($"/manage/{site.Id}", (await browser.PostAsync($"/manage/{site.Id}/add", typed)).Location);

        var neva = (await people.Get<AccountLives>().OfOrganisationAsync(site.Id)).Single(p =>
            p.DisplayName == "Neva Newcomer"
        );
        Assert.Equal(
            new Reachable("neva@home.example", "07700900456"),
            await people.Get<AccountLives>().ReachAsync(neva.Id)
        );
        Assert.Equal(2, (await people.Get<NoticeQueue>().CountAsync(neva.Id)).Values.Sum());
        await browser.PostAsync($"/manage/person/{neva.Id}", [], "handler=Resend");
        Assert.Equal("person.invite", (await people.ActsOnAsync(neva.Id))[^1].Act);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_owner_accepts_a_leaver_by_the_whole_address_and_learns_nothing_of_others(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var (stays, leaves) = (await people.PersonAsync(), await people.PersonAsync());
        TestPeople.Done(await people.Get<MarkLeaver>().RunAsync(TestPeople.Operator, leaves.Id, false, "left"));
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(owner);
        var path = $"/manage/{site.Id}/joiner";

        var works = await browser.PostAsync(path, new() { ["Address"] = stays.Address });
        var nobody = await browser.PostAsync(path, new() { ["Address"] = "nobody@caremail.example" });
        Assert.Equal(
            nobody.Page.QuerySelector(".nhsuk-error-summary")!.TextContent,
            works.Page.QuerySelector(".nhsuk-error-summary")!.TextContent
        );
        Assert.Equal(
            $"/manage/{site.Id}",
            (await browser.PostAsync(path, new() { ["Address"] = leaves.Address })).Location
        );

        Assert.Equal(site.Id, (await people.Get<AccountRecords>().FindAsync(leaves.Id))!.OrganisationId);
    }

    [Fact]
    public async Task Everybody_sees_their_own_days_to_come()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var dates = (await browser.GetAsync("/account")).Page.QuerySelector(".cm-time")!.TextContent;

        Assert.Contains("Your account: inactive", dates, StringComparison.Ordinal);
        Assert.Contains("Your account: deleted permanently", dates, StringComparison.Ordinal);
    }
}
