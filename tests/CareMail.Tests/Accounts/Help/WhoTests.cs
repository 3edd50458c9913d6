using System.Net;
using CareMail.Access;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts.Help;

public class WhoTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Anybody_learns_who_administers_a_home_and_how_to_reach_them(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var above = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var home = await people.OrganisationAsync(headquarters: above.Id);
        var owner = await people.PersonAsync(home, "Zebedee", "Quartermaine");
        var admin = await people.PersonAsync(above, "Xanthe", "Underhill", Role.PrimaryAdmin);
        var local = await people.PersonAsync(home, "Yolanda", "Vance", Role.LocalAdmin);
        var mailbox = await people.SharedMailboxAsync(home, owner);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(local);
        var saved = await browser.PostAsync(
            "/organisation/help-contact",
            new() { ["Words"] = "IT desk 01632 960 117" }
        );
        Assert.Equal("/organisation/help-contact?done=saved", saved.Location);
        using var stranger = new TestBrowser(server);

        var found = await stranger.GetAsync("/help/who?Place=" + Uri.EscapeDataString(home.Name.ToUpperInvariant()));
        Assert.Contains("/help/who/" + home.Ods, found.Html, StringComparison.Ordinal);
        var page = await stranger.GetAsync("/help/who/" + home.Ods);

        var text = page.Page.QuerySelector("main")!.TextContent;
        Assert.Contains("Owner of the home’s shared mailbox", text, StringComparison.Ordinal);
        Assert.Contains("Local administrator", text, StringComparison.Ordinal);
        Assert.Contains("Primary administrator", text, StringComparison.Ordinal);
        Assert.Contains("IT desk 01632 960 117", text, StringComparison.Ordinal);
        Assert.Contains(mailbox.Address.ToString(), text, StringComparison.Ordinal);
        foreach (var person in new[] { owner, admin, local })
        {
            Assert.DoesNotContain(person.Address, page.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(person.DisplayName, page.Html, StringComparison.OrdinalIgnoreCase);
        }

        var act = (await people.ActsOnAsync(home.Id))[^1];
        Assert.Equal(
            ("help_contact.change", (Guid?)local.Id, "IT desk 01632 960 117"),
            (act.Act, act.Actor, act.NewValue)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_home_is_found_by_its_code_its_town_and_words_in_any_order(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var home = await new TestPeople(server.Services).OrganisationAsync();
        using var browser = new TestBrowser(server);

        foreach (var place in new[] { home.Ods, home.Ods.ToLowerInvariant(), $"fictmarket {home.Ods} lodge" })
        {
            var found = await browser.GetAsync("/help/who?Place=" + Uri.EscapeDataString(place));
            Assert.Contains("/help/who/" + home.Ods, found.Html, StringComparison.Ordinal);
        }

        foreach (var place in new[] { "%", "_", "100% !", "nowhere at all", "' OR 1=1 --" })
        {
            var none = await browser.GetAsync("/help/who?Place=" + Uri.EscapeDataString(place));
            Assert.Contains("Nothing found", none.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    public async Task B72_what_is_asked_for_is_never_part_of_the_page_s_markup(string typed)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);

        var answers = new[]
        {
            await browser.GetAsync("/help/who?Place=" + Uri.EscapeDataString(typed)),
            await browser.GetAsync("/sign-in?return=" + Uri.EscapeDataString(typed)),
            await browser.GetAsync("/sign-in/reset?over=" + Uri.EscapeDataString(typed)),
            await browser.PostAsync("/sign-in/reset", new() { ["UserName"] = typed }),
        };

        Assert.All(answers, a => Assert.DoesNotContain(typed, a.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Questions_are_counted_and_an_unknown_code_is_not_found()
    {
        await using var server = await RunningServer.StartAsync();
        var home = await new TestPeople(server.Services).OrganisationAsync();
        using var browser = new TestBrowser(server);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/help/who/NONE1")).Status);

        var answers = new List<HttpStatusCode>();
        for (var ask = 0; ask < 61; ask++)
        {
            answers.Add((await browser.GetAsync("/help/who/" + home.Ods)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task Nobody_but_administrators_says_how_to_reach_them()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var carer = await people.PersonAsync();
        var refused = await people
            .Get<CareMail.Accounts.Help.ChangeHelpContact>()
            .RunAsync(carer.Actor, carer.Organisation.Id, "ring me");

        Assert.Contains("not yours to look after", TestPeople.Refused(refused), StringComparison.Ordinal);
    }
}
