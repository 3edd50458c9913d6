using System.Net;
using CareMail.Access;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Eligibility;

public class CheckPageTests(RegisterServers servers) : IClassFixture<RegisterServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Anybody_is_told_the_answer_and_what_would_change_it(Engine engine)
    {
        using var browser = new TestBrowser(await servers.OnAsync(engine));

        var form = await browser.GetAsync("/join/check");
        var no = await browser.GetAsync("/join/check?Code=vzrkm");
        var yes = await browser.GetAsync("/join/check?Code=1-999900000055");

        Assert.Contains("ODS code or CQC location ID", form.Html, StringComparison.Ordinal);
        Assert.Equal("Dapplemarch Care at Home cannot apply yet", no.Page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Contains("was valid to 30 June 2026", no.Html, StringComparison.Ordinal);
        Assert.Contains("Publish this year", no.Html, StringComparison.Ordinal);
        Assert.Equal("Hazenmarch Residential Home can apply", yes.Page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Contains("The national route", yes.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("dspt_expired", no.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_personal_is_on_the_page_or_in_the_interface(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var browser = new TestBrowser(server);

        // Her registered manager is Mrs Agnès Sample, contact 1-9997000006, and CQC holds 01614960157.
        var page = (await browser.GetAsync("/join/check?Code=VZ7TV")).Html;
        var api = await server.Http.GetStringAsync(new Uri("/api/v1/eligibility?ods=VZ7TV", UriKind.Relative));

        foreach (var text in new[] { page, api })
        {
            Assert.Contains("VZ7TV", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Sample", text, StringComparison.Ordinal);
            Assert.DoesNotContain("1-9997", text, StringComparison.Ordinal);
            Assert.DoesNotContain("4960157", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20")]
    [InlineData("VZ%00Q2")]
    [InlineData("VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV")]
    public async Task What_is_no_code_at_all_is_asked_for_again_and_kept(string typed)
    {
        using var browser = new TestBrowser(await servers.OnAsync(Engine.Sqlite));

        var answer = await browser.GetAsync("/join/check?Code=" + typed);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Enter an ODS code or a CQC location ID", answer.Html, StringComparison.Ordinal);
        Assert.Equal("#Code", answer.Page.QuerySelector(".nhsuk-error-summary a")!.GetAttribute("href"));
        Assert.NotNull(answer.Page.QuerySelector("#Code[aria-invalid=true]"));
    }

    [Fact]
    public async Task Markup_in_a_question_stays_text()
    {
        using var browser = new TestBrowser(await servers.OnAsync(Engine.Sqlite));

        var answer = await browser.GetAsync("/join/check?Code=%3Cscript%3Ealert(1)%3C%2Fscript%3E");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("That is not an ODS code.", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", answer.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Staff_see_a_decision_again_as_it_was_on_any_day(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var caseworker = await new TestPeople(server.Services).PersonAsync(roles: Role.Caseworker);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(caseworker);

        var page = await browser.GetAsync("/helpdesk/eligibility?Code=VZRKM&On=2026-07-02");

        Assert.Equal("Dapplemarch Care at Home cannot apply yet", page.Page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Contains("dspt_expired", page.Html, StringComparison.Ordinal);
        var rows = page.Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Contains("1 July 2026", rows[0], StringComparison.Ordinal);
        // Due for renewal from its anniversary on, and near its last day.
        Assert.Contains("30 June 2026", rows[1], StringComparison.Ordinal);
        Assert.Contains("may_apply", rows[1], StringComparison.Ordinal);
        Assert.Contains("20 June 2026", rows[1], StringComparison.Ordinal);
        Assert.Contains("1 May 2026", rows[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Person)]
    [InlineData(Role.Owner)]
    [InlineData(Role.LocalAdmin)]
    [InlineData(Role.Auditor)]
    public async Task Others_see_no_replay(Role role)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync(roles: role);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await browser.GetAsync("/helpdesk/eligibility?Code=VZRKM&On=2026-07-02")).Status
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/policy")).Status);
    }

    [Fact]
    public async Task A_day_that_is_none_is_asked_for_again()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var caseworker = await new TestPeople(server.Services).PersonAsync(roles: Role.Caseworker);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(caseworker);

        var answer = await browser.GetAsync("/helpdesk/eligibility?Code=VZRKM&On=2026-02-30");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Enter a day between", answer.Html, StringComparison.Ordinal);
    }
}
