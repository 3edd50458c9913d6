using CareMail.Accounts;
using CareMail.Eligibility;
using CareMail.Joining;
using CareMail.Joining.Deciding;
using CareMail.Policies;
using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Joining;

/// <summary>What happens by itself, on its day.</summary>
public class LaterTests
{
    private const string NotInOds = "1-999900000566";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_home_ods_does_not_show_gets_its_accounts_when_it_does(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var (browser, email, application) = await ApplyProvisionallyAsync(world);
        using var _ = browser;
        Assert.Equal(ApplicationState.Provisional, application.State);
        Assert.Contains("waits for ODS", (await browser.GetAsync("/join/status")).Heading, StringComparison.Ordinal);
        var caseworker = await world.CaseworkerAsync();
        var early = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(application.Id, application.Version, "now"));
        Assert.Contains("looked at it", TestPeople.Refused(early), StringComparison.Ordinal);

        // Nothing for two months: then a person is told.
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        Assert.Equal(ApplicationState.Provisional, (await FindAsync(world, application)).State);
        world.Clock.Advance(TimeSpan.FromDays(60));
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        Assert.NotNull((await FindAsync(world, application)).Waiting);

        // The next file of ODS shows it.
        var record = (
            await world.Get<RegisterReader>().AboutLocationAsync(NotInOds, world.Get<Homes>().Today)
        ).Location(NotInOds)!;
        var site =
            $"\"VZ999\",\"{record.Name.ToUpperInvariant()}\",\"Y58\",\"QVV\",\"1 TEST LANE\",\"\",\"\",\"FICTWICK\",\"LAKESHIRE\",\"{record.Postcode}\",\"20260310\",\"\",\"\",\"\",\"{await ParentAsync(world)}\",\"20260310\",\"\",\"01632960001\",\"\",\"\",\"\",\"0\",\"\",\"99D\",\"\",\"\",\"1\"\r\n";
        await world.ImportAsync(Register.OdsSites, text => site + text, world.Get<Homes>().Today);
        await world.Get<JoiningUpkeep>().RunOnceAsync();

        var now = await FindAsync(world, application);
        Assert.Equal((ApplicationState.Submitted, "VZ999"), (now.State, now.SiteCode));
        Assert.Contains("ODS now shows", (await world.NoticesToAsync(email))[^1].Body, StringComparison.Ordinal);
        var joined = await world.ApproveAsync(caseworker, now);
        Assert.Equal("care.vz999@caremail.example", joined.Mailbox.Address.ToString());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_rule_leaves_to_a_person_is_approved_with_the_reason_in_words(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        // Dormant at CQC.
        const string dormant = "VZVW6";
        var location = (await world.Get<Homes>().FindAsync(dormant)).LocationId!;
        using var browser = world.Browser();
        await browser.PostAsync(
            $"/join/start/{dormant}",
            new() { ["Email"] = "dormant@postbox.example" },
            "novalidate"
        );
        await browser.PostAsync("/join/proof", new() { ["Way"] = "person" }, "novalidate");
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe"));
        await browser.PostAsync("/join/answers", [], "novalidate");
        var application = await world.ApplicationAsync(new SampleHome(dormant, location, "", ""));
        Assert.Equal(ApplicationState.Submitted, application.State);
        var caseworker = await world.CaseworkerAsync();
        TestPeople.Done(
            await world
                .Get<RingHome>()
                .ProvedAsync(caseworker.Actor, application.Id, application.Version, "Rang the manager")
        );
        var now = await FindAsync(world, application);
        var approve = world.Get<ApproveApplication>();

        var wordless = await approve.RunAsync(caseworker.Actor, new Approval(now.Id, now.Version, " "));
        Assert.Contains("the rule left it to you", TestPeople.Refused(wordless), StringComparison.Ordinal);
        TestPeople.Done(
            await approve.RunAsync(caseworker.Actor, new Approval(now.Id, now.Version, "Care starts again on Monday"))
        );

        Assert.Equal(
            "Care starts again on Monday",
            (await world.People.ActsOnAsync(application.Id)).Single(a => a.Act == "application.approve").Reason
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Personal_contacts_go_when_everybody_is_in_or_after_thirty_days(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var caseworker = await world.CaseworkerAsync();
        var (quick, slow, no) = (
            world.FreshHome(mobile: true),
            world.FreshHome(mobile: true),
            world.FreshHome(mobile: true)
        );
        foreach (var home in new[] { quick, slow, no })
        {
            var (browser, _, application) = await world.ApplyAsync(home);
            browser.Dispose();
            if (home == no)
            {
                TestPeople.Done(
                    await world
                        .Get<AnswerApplicant>()
                        .RejectAsync(caseworker.Actor, application.Id, application.Version, "no")
                );
            }
            else
            {
                await world.ApproveAsync(caseworker, application);
            }
        }

        await world.EverythingSentAsync();
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        foreach (var home in new[] { quick, slow, no })
        {
            Assert.Null((await world.ApplicationAsync(home)).Erased);
        }

        // Everybody of the first home has done their tasks.
        foreach (var person in await world.Get<Applications>().PeopleAsync(await world.ApplicationAsync(quick)))
        {
            TestPeople.Done(await world.Get<ActivateAccount>().RunAsync(TestPeople.Operator, person.AccountId!.Value));
        }

        await world.Get<JoiningUpkeep>().RunOnceAsync();
        await AssertErasedAsync(world, quick);
        Assert.Null((await world.ApplicationAsync(slow)).Erased);

        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        await AssertErasedAsync(world, slow);
        await AssertErasedAsync(world, no);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_asked_is_told_on_the_day_the_registers_say_yes(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        // Its toolkit has run out.
        const string code = "VZRKM";
        using var browser = world.Browser();
        for (var i = 0; i < 2; i++)
        {
            var asked = await browser.PostAsync(
                $"/join/tell-me/{code}",
                new() { ["Email"] = "watcher@postbox.example" },
                "novalidate"
            );
            Assert.Equal("We tell you", asked.Heading);
        }

        await world.Get<JoiningUpkeep>().RunOnceAsync();
        Assert.Empty(await world.NoticesToAsync("watcher@postbox.example"));
        await world.ImportAsync(
            Register.Dspt,
            text =>
                text.Insert(
                    text.IndexOf('\n', StringComparison.Ordinal) + 1,
                    $"{code},TEST,2026-27 Standards Met,19/11/2026,Care Home,\r\n"
                ),
            world.Get<Homes>().Today
        );
        var state = (await world.Get<Homes>().FindAsync(code)).Decision.State;
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        await world.Get<JoiningUpkeep>().RunOnceAsync();

        Assert.Equal(EligibilityState.MayApply, state);
        var letter = Assert.Single(await world.NoticesToAsync("watcher@postbox.example"));
        Assert.Contains($"/join/home/{code}", letter.Body, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task In_an_emergency_the_form_is_short_and_the_toolkit_is_chased_afterwards(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        await EmergencyAsync(world);
        // Nothing published: without the emergency it could not apply.
        const string code = "VZAGY";
        using var browser = world.Browser();
        Assert.Contains(
            "Use the short form",
            (await browser.GetAsync("/join/home/" + code)).Html,
            StringComparison.Ordinal
        );
        await browser.PostAsync(
            $"/join/start/{code}?short=yes",
            new() { ["Email"] = "short@postbox.example" },
            "novalidate"
        );
        Assert.Equal("/join/town", (await browser.GetAsync("/join/next")).Location);
        var long_ = await browser.PostAsync("/join/town", new() { ["Town"] = "Twelveletter" }, "novalidate");
        Assert.Contains("at most 11 letters", long_.Errors, StringComparison.Ordinal);
        Assert.Equal(
            "/join/people",
            (await browser.PostAsync("/join/town", new() { ["Town"] = "Utopmouth" }, "novalidate")).Location
        );
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe"));
        var third = await browser.PostAsync("/join/people/add", world.Person("Too", "Many"), "novalidate");
        Assert.Contains("named 2 people", third.Errors, StringComparison.Ordinal);
        Assert.Equal("/join/status", (await browser.PostAsync("/join/answers", [], "novalidate")).Location);

        var location = (await world.Get<Homes>().FindAsync(code)).LocationId!;
        var application = await world.ApplicationAsync(new SampleHome(code, location, "", ""));
        var caseworker = await world.CaseworkerAsync();
        TestPeople.Done(
            await world
                .Get<RingHome>()
                .ProvedAsync(caseworker.Actor, application.Id, application.Version, "Rang the CQC number")
        );
        var joined = await world.ApproveAsync(caseworker, await FindAsync(world, application));

        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        await world.Get<JoiningUpkeep>().RunOnceAsync();
        var reminder = Assert.Single(await world.MailInAsync(joined.Mailbox.MailboxId));
        Assert.Contains("toolkit", reminder, StringComparison.Ordinal);
    }

    private static async Task<(TestBrowser, string, Application)> ApplyProvisionallyAsync(JoiningWorld world)
    {
        var browser = world.Browser();
        const string email = "provisional@postbox.example";
        await browser.PostAsync($"/join/start/{NotInOds}", new() { ["Email"] = email }, "novalidate");
        await browser.PostAsync("/join/declaration", new() { ["Named"] = "yes" }, "novalidate");
        await browser.PostAsync("/join/proof", new() { ["Way"] = "person" }, "novalidate");
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe"));
        Assert.Equal("/join/status", (await browser.PostAsync("/join/answers", [], "novalidate")).Location);
        var application = await world.ApplicationAsync(new SampleHome("", NotInOds, "", ""));
        var caseworker = await world.CaseworkerAsync();
        TestPeople.Done(
            await world
                .Get<RingHome>()
                .ProvedAsync(caseworker.Actor, application.Id, application.Version, "Rang the manager")
        );
        return (browser, email, await FindAsync(world, application));
    }

    private static async Task<string> ParentAsync(JoiningWorld world) =>
        (await world.Get<Homes>().FindAsync(NotInOds)).Decision.HeadquartersCode!;

    private static async Task<Application> FindAsync(JoiningWorld world, Application application) =>
        (await world.Get<Applications>().FindAsync(application.Id))!;

    private static async Task AssertErasedAsync(JoiningWorld world, SampleHome home)
    {
        var application = await world.ApplicationAsync(home);
        Assert.NotNull(application.Erased);
        Assert.Null(application.Email);
        Assert.All(await world.Get<Applications>().PeopleAsync(application), p => Assert.Null(p.Content));
    }

    /// <summary>A dated period, as the platform administrator would set one.</summary>
    private static async Task EmergencyAsync(JoiningWorld world)
    {
        var change = world.Get<ChangePolicy>();
        foreach (var (setting, value) in new[] { ("waived_routes", "national"), ("fast_track", "open") })
        {
            TestPeople.Done(
                await change.RunAsync(
                    TestPeople.Operator,
                    new PolicyEdit(setting, world.Get<Homes>().Today, value, "an emergency")
                )
            );
        }
    }
}
