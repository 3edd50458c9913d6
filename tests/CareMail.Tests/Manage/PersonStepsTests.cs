using System.Net;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Manage;

/// <summary>What can be done about one person: one question a page, then all answers, then it is done.</summary>
public class PersonStepsTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_administrator_disables_an_account_names_a_delegate_and_opens_it_again(Engine engine)
    {
        var (people, browser, site) = await SignedInAsync(engine);
        using var own = browser;
        var (person, colleague) = (await people.PersonAsync(site), await people.PersonAsync(site));
        var path = $"/manage/person/{person.Id}/disable";

        var page = await browser.GetAsync(path);
        var wrong = await StepAsync(
            path,
            page,
            new()
            {
                ["Until.Day"] = "31",
                ["Until.Month"] = "2",
                ["Until.Year"] = "2027",
            }
        );
        Assert.Equal("Enter a day to come, at most 18 months from now", wrong.Errors);
        page = await StepAsync(
            path,
            wrong,
            new()
            {
                ["Until.Day"] = "",
                ["Until.Month"] = "",
                ["Until.Year"] = "",
            }
        );
        wrong = await StepAsync(path, page, new() { ["Delegate"] = "nobody@caremail.example" });
        Assert.Equal("There is nobody with this address. Look in the directory", wrong.Errors);
        page = await StepAsync(path, wrong, new() { ["Delegate"] = colleague.Address });
        page = await StepAsync(path, page, new() { ["Reply"] = "I am away." });
        page = await StepAsync(path, page, new() { ["Reason"] = "parental leave" });
        var check = page.Page.QuerySelector("main")!.TextContent;
        Assert.Contains(colleague.DisplayName, check, StringComparison.Ordinal);
        Assert.Contains("I am away.", check, StringComparison.Ordinal);
        Assert.Equal(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);
        Assert.Equal($"/manage/person/{person.Id}", (await StepAsync(path, page, [])).Location);

        Assert.Equal(AccessRight.Member, await people.Get<MailboxAccess>().RightAsync(colleague.Id, person.MailboxId));
        var shown = await browser.GetAsync($"/manage/person/{person.Id}");
        Assert.Contains($"{colleague.DisplayName} can read their mail", shown.Html, StringComparison.Ordinal);
        var act = Assert.Single(await people.ActsOnAsync(person.Id), act => act.Act == "account.disable");
        Assert.Equal("parental leave", act.Reason);
        await browser.PostAsync($"/manage/person/{person.Id}", [], "handler=Enable");
        Assert.Equal(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);

        async Task<Answer> StepAsync(string to, Answer from, Dictionary<string, string> fields) =>
            await browser.SendAsync(to, from.Page, fields, "name=\"Step\"");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_skips_the_questions_is_asked_them(Engine engine)
    {
        var (people, browser, site) = await SignedInAsync(engine);
        using var own = browser;
        var person = await people.PersonAsync(site);
        var path = $"/manage/person/{person.Id}/delete";

        var page = await browser.GetAsync(path);
        var skipped = await browser.SendAsync(path, page.Page, new() { ["Step"] = "check" }, "name=\"Step\"");

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "Say why: it is kept with what you did"),
            (skipped.Status, skipped.Errors)
        );
        Assert.Equal(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);
        var asked = await browser.SendAsync(
            path,
            skipped.Page,
            new() { ["Step"] = "why", ["Reason"] = "asked for it" },
            "name=\"Step\""
        );
        Assert.Equal(
            $"/manage/person/{person.Id}",
            (await browser.SendAsync(path, asked.Page, [], "name=\"Step\"")).Location
        );
        Assert.Equal(AccountState.Deleted, (await people.Get<AccountRecords>().FindAsync(person.Id))!.State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_name_takes_one_of_the_free_addresses(Engine engine)
    {
        var (people, browser, site) = await SignedInAsync(engine);
        using var own = browser;
        var person = await people.PersonAsync(site);
        var path = $"/manage/person/{person.Id}/rename";

        var page = await browser.GetAsync(path);
        page = await browser.SendAsync(path, page.Page, new() { ["LastName"] = "Okoro" }, "name=\"Step\"");
        var free = page.Page.QuerySelector("input[name=Address]")!.GetAttribute("value")!;
        page = await browser.SendAsync(path, page.Page, new() { ["Address"] = free }, "name=\"Step\"");
        page = await browser.SendAsync(path, page.Page, new() { ["Reason"] = "married" }, "name=\"Step\"");
        await browser.SendAsync(path, page.Page, [], "name=\"Step\"");

        var renamed = (await people.Get<AccountRecords>().FindAsync(person.Id))!;
        Assert.Equal(("Okoro", free), (renamed.LastName, renamed.UserName));
    }

    [Fact]
    public async Task What_an_owner_may_not_do_is_not_shown_and_not_there()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.Owner);
        var person = await people.PersonAsync(site);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(owner);

        var page = await browser.GetAsync($"/manage/person/{person.Id}");

        Assert.Contains("Mark as leaver", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/manage/person/{person.Id}/", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/manage/person/{person.Id}/delete")).Status);
    }

    private async Task<(TestPeople People, TestBrowser Browser, Organisation Site)> SignedInAsync(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, "Ada", "Admin", Role.LocalAdmin);
        var browser = new TestBrowser(server);
        await browser.SignInAsync(admin);
        return (people, browser, site);
    }
}
