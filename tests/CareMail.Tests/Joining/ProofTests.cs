using CareMail.Joining;
using CareMail.Joining.Deciding;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Joining;

public class ProofTests(JoiningServers servers) : IClassFixture<JoiningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_by_text_goes_to_the_number_cqc_holds_and_works_once(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;

        var sent = await browser.PostAsync("/join/proof", new() { ["Way"] = $"number-{home.Ending}" }, "novalidate");
        Assert.Equal("/join/proof/code", sent.Location);
        var text = Assert.Single(await world.NoticesToAsync("+44" + home.Phone[1..]));
        var code = text.Body.Split(' ')[0];

        Assert.Equal(
            "That code is not right",
            (await CodeAsync(browser, code == "000000" ? "111111" : "000000")).Errors
        );
        Assert.Equal("/join/people", (await CodeAsync(browser, $"{code[..3]} {code[3..]}")).Location);
        Assert.Equal(Proof.CodeByText, (await world.ApplicationAsync(home)).Proof);
        Assert.Equal("That code has run out. Ask for a new one", (await CodeAsync(browser, code)).Errors);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_runs_out_and_a_new_one_replaces_it(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        var way = new Dictionary<string, string> { ["Way"] = $"number-{home.Ending}" };
        await browser.PostAsync("/join/proof", way, "novalidate");
        var first = (await world.NoticesToAsync("+44" + home.Phone[1..]))[^1].Body.Split(' ')[0];
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("run out", (await CodeAsync(browser, first)).Errors, StringComparison.Ordinal);

        await browser.PostAsync("/join/proof", way, "novalidate");
        var second = (await world.NoticesToAsync("+44" + home.Phone[1..]))[^1].Body.Split(' ')[0];

        Assert.Equal("/join/people", (await CodeAsync(browser, second)).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Where_text_does_not_reach_a_caseworker_rings_and_reads_the_code_out(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        await browser.PostAsync("/join/proof", new() { ["Way"] = $"number-{home.Ending}" }, "novalidate");
        var caseworker = await world.CaseworkerAsync();
        var draft = await world.ApplicationAsync(home);
        using var desk = world.Browser();
        await desk.SignInAsync(caseworker);
        Assert.Contains(
            draft.Reference,
            (await desk.GetAsync("/helpdesk/applications")).Html,
            StringComparison.Ordinal
        );

        var spoken = await desk.PostAsync($"/helpdesk/applications/{draft.Id}/ring", [], "on the line");
        var code = spoken.Page.QuerySelector("#code")!.TextContent;

        Assert.Equal("/join/people", (await CodeAsync(browser, code)).Location);
        Assert.Equal(Proof.CodeByVoice, (await world.ApplicationAsync(home)).Proof);
        Assert.Contains(
            ("application.ring", (Guid?)caseworker.Id),
            (await world.People.ActsOnAsync(draft.Id)).Select(a => (a.Act, a.Actor))
        );
        // The call told them, so nobody has to be told again.
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown" + home.Code, owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe" + home.Code));
        await browser.PostAsync("/join/answers", [], "novalidate");
        Assert.NotNull((await world.ApplicationAsync(home)).ContactTold);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Guessed_contact_ids_are_stopped_for_the_network_and_the_caseworker_is_told(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var home = world.FreshHome();
        for (var i = 0; i < 5; i++)
        {
            // Each guess from a draft of its own: that does not help.
            var (one, _) = await world.BeginAsync(home);
            var wrong = await ContactIdAsync(one, $"1-99970{i:00000}");
            Assert.Contains("CQC holds no such contact ID", wrong.Errors, StringComparison.Ordinal);
            one.Dispose();
            // Beginning is counted too, by the address the link goes to and by the network.
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        var stopped = await ContactIdAsync(browser, home.ContactId);

        Assert.Contains("Too many tries for this home", stopped.Errors, StringComparison.Ordinal);
        Assert.Equal(Proof.None, (await world.ApplicationAsync(home)).Proof);
        var alarm = Assert.Single((await world.Get<WorkQueue>().ReadAsync()).Alarms);
        Assert.Equal(home.LocationId, alarm.Place);
        // Another home is not touched, and the manager still has a way.
        var (elsewhere, _) = await world.BeginAsync(world.FreshHome());
        elsewhere.Dispose();
        Assert.Equal(
            "/join/people",
            (await browser.PostAsync("/join/proof", new() { ["Way"] = "person" }, "novalidate")).Location
        );

        // Seen, it is gone from the list, and stays on the home's file.
        var caseworker = await world.CaseworkerAsync();
        TestPeople.Done(await world.Get<WorkQueue>().SawAlarmAsync(caseworker.Actor, alarm.Id));
        Assert.Empty((await world.Get<WorkQueue>().ReadAsync()).Alarms);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_is_guessed_five_times_and_then_not_any_more(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        await browser.PostAsync("/join/proof", new() { ["Way"] = $"number-{home.Ending}" }, "novalidate");
        var right = (await world.NoticesToAsync("+44" + home.Phone[1..]))[^1].Body.Split(' ')[0];
        var wrong = right == "123456" ? "654321" : "123456";

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("That code is not right", (await CodeAsync(browser, wrong)).Errors);
        }

        Assert.Contains("too often", (await CodeAsync(browser, wrong)).Errors, StringComparison.Ordinal);
        Assert.Contains("too often", (await CodeAsync(browser, right)).Errors, StringComparison.Ordinal);
        Assert.False((await world.ApplicationAsync(home)).IsProved);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_hundred_guesses_at_once_are_a_hundred_guesses(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        await browser.PostAsync("/join/proof", new() { ["Way"] = $"number-{home.Ending}" }, "novalidate");
        var page = (await browser.GetAsync("/join/proof/code")).Page;

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    browser.SendAsync("/join/proof/code", page, new() { ["Code"] = $"{i:000000}" }, "novalidate")
                )
        );

        Assert.True(answers.Count(a => a.Errors == "That code is not right") <= 4);
        Assert.True((await world.ApplicationAsync(home)).CodeTries <= 5);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_contact_cqc_holds_is_told_of_every_application(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var reached = world.FreshHome(mobile: true);
        var (first, _, told) = await world.ApplyAsync(reached);
        first.Dispose();
        var text = Assert.Single(await world.NoticesToAsync("+44" + reached.Phone[1..]));
        Assert.Contains(told.Reference, text.Body, StringComparison.Ordinal);
        Assert.NotNull(told.ContactTold);

        // A landline: somebody has to ring before anything is approved.
        var home = world.FreshHome();
        var (second, _, untold) = await world.ApplyAsync(home);
        second.Dispose();
        var caseworker = await world.CaseworkerAsync();
        var refused = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(untold.Id, untold.Version, null));
        Assert.Contains("has not been told", TestPeople.Refused(refused), StringComparison.Ordinal);
        await world.ApproveAsync(caseworker, untold);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_nobody_proved_is_not_approved_before_a_caseworker_wrote_down_how_they_know(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, _) = await world.BeginAsync(home);
        using var _ = browser;
        await browser.PostAsync("/join/proof", new() { ["Way"] = "person" }, "novalidate");
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown" + home.Code, owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe" + home.Code));
        Assert.Equal("/join/status", (await browser.PostAsync("/join/answers", [], "novalidate")).Location);
        var application = await world.ApplicationAsync(home);
        var caseworker = await world.CaseworkerAsync();

        var refused = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(application.Id, application.Version, null));
        Assert.Contains("not proved", TestPeople.Refused(refused), StringComparison.Ordinal);
        var ring = world.Get<RingHome>();
        Assert.Contains(
            "how you know",
            TestPeople.Refused(await ring.ProvedAsync(caseworker.Actor, application.Id, application.Version, " ")),
            StringComparison.Ordinal
        );
        TestPeople.Done(
            await ring.ProvedAsync(
                caseworker.Actor,
                application.Id,
                application.Version,
                "Rang the CQC number, spoke to the manager"
            )
        );
        await world.ApproveAsync(caseworker, (await world.ApplicationAsync(home)));
    }

    private static Task<Answer> CodeAsync(TestBrowser browser, string code) =>
        browser.PostAsync("/join/proof/code", new() { ["Code"] = code }, "novalidate");

    private static Task<Answer> ContactIdAsync(TestBrowser browser, string id) =>
        browser.PostAsync("/join/proof/contact-id", new() { ["ContactId"] = id }, "novalidate");
}
