using System.Net;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Eligibility;
using CareMail.Policies;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Answer = CareMail.Tests.Support.Answer;

namespace CareMail.Tests.Eligibility;

public class PolicyPageTests(RegisterServers servers) : IClassFixture<RegisterServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_setting_is_changed_from_a_day_on_after_a_look_at_who_would_change(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var (browser, admin) = await SignedInAsync(server, Role.Platform);
        using var _ = browser;

        var preview = await PostAsync(
            browser,
            "smallest_group",
            "Preview",
            ("From", "2030-01-01"),
            ("Value", "5"),
            ("Reason", "Groups of two cannot run IT"),
            ("On", "2030-01-01")
        );
        var unchanged = (await server.Services.GetRequiredService<PolicyTable>().InForceAsync())
            .On(new(2030, 1, 1))
            .SmallestGroup;
        var changed = await PostAsync(
            browser,
            "smallest_group",
            "Change",
            ("From", "2030-01-01"),
            ("Value", "5"),
            ("Reason", "Groups of two cannot run IT"),
            ("On", "2030-01-01")
        );

        Assert.Equal(HttpStatusCode.OK, preview.Status);
        Assert.Matches("[1-9][0-9]* of [0-9]+ providers would be answered differently", preview.Html);
        Assert.Contains("Change the policy", preview.Html, StringComparison.Ordinal);
        Assert.Equal("Groups of two cannot run IT", preview.Page.QuerySelector("#Reason")!.TextContent.Trim());
        Assert.Equal(2, unchanged);
        Assert.Equal("/policy?done=1", changed.Location);
        var book = await server.Services.GetRequiredService<PolicyTable>().InForceAsync();
        Assert.Equal(2, book.On(new(2029, 12, 31)).SmallestGroup);
        Assert.Equal(5, book.On(new(2030, 1, 1)).SmallestGroup);
        var act = (await server.Services.GetRequiredService<AuditTrail>().LatestAsync(20)).First(row =>
            row.Act == "policy.change"
        );
        Assert.Equal(admin.Id, act.Actor);
        Assert.Equal("smallest_group from 2030-01-01: 2", act.OldValue);
        Assert.Equal("smallest_group from 2030-01-01: 5", act.NewValue);
        Assert.Equal("Groups of two cannot run IT", act.Reason);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_change_is_taken_back_and_what_was_known_when_stays(Engine engine)
    {
        await using var server = await RegisterServers.StartAsync(engine);
        var platform = (await new TestPeople(server.Services).PersonAsync(roles: Role.Platform)).Actor;
        var change = server.Services.GetRequiredService<ChangePolicy>();
        var from = new DateOnly(2021, 7, 31);

        TestPeople.Done(
            await change.RunAsync(platform, new("fast_track", from, "closed", "The 30th was the last day"))
        );
        TestPeople.Done(await change.RunAsync(platform, new("fast_track", from, null, "It was the 31st after all")));
        var book = await server.Services.GetRequiredService<PolicyTable>().InForceAsync();
        var kept = await server
            .Services.GetRequiredService<Database>()
            .QueryAsync<string>("SELECT reason FROM policies_value WHERE withdrawn IS NOT NULL");

        Assert.True(book.On(from).FastTrackIsOpen);
        Assert.Equal(["The 30th was the last day"], kept);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_changed_policy_decides_the_next_question(Engine engine)
    {
        await using var server = await RegisterServers.StartAsync(engine);
        var platform = (await new TestPeople(server.Services).PersonAsync(roles: Role.Platform)).Actor;
        var decide = server.Services.GetRequiredService<DecideEligibility>();
        var question = EligibilityQuestion.AboutOds("VZRKM", new(2026, 11, 20));

        var before = await decide.ForAsync(question);
        TestPeople.Done(
            await server
                .Services.GetRequiredService<ChangePolicy>()
                .RunAsync(platform, new("waived_routes", new(2026, 11, 1), "national", "An emergency"))
        );
        var after = await decide.ForAsync(question);

        Assert.Equal(EligibilityState.MayNotApply, before.State);
        Assert.Equal(ToolkitCover.Waiver, after.CoveredBy);
    }

    [Theory]
    [InlineData("no_such_setting", "2030-01-01", "5", "why", "There is no such setting.")]
    [InlineData("smallest_group", "2030-01-01", "1", "why", "Enter a value that this setting can have.")]
    [InlineData("smallest_group", "1066-01-01", "5", "why", "Enter a day between 1990 and 2099.")]
    [InlineData("smallest_group", "2030-01-01", "2", "why", "On that day it has this value already.")]
    [InlineData("smallest_group", "2030-01-01", "5", " ", "Say why, in at most 500 characters.")]
    [InlineData(
        "smallest_group",
        "2030-01-01",
        null,
        "why",
        "There is no change on that day that could be taken back."
    )]
    [InlineData(
        "smallest_group",
        "0001-01-01",
        null,
        "why",
        "There is no change on that day that could be taken back."
    )]
    public async Task A_change_that_is_none_is_refused_in_words(
        string setting,
        string from,
        string? value,
        string reason,
        string sentence
    )
    {
        await using var server = await RunningServer.StartAsync();
        var platform = (await new TestPeople(server.Services).PersonAsync(roles: Role.Platform)).Actor;
        var edit = new PolicyEdit(
            setting,
            DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            value,
            reason
        );

        Assert.Equal(
            sentence,
            TestPeople.Refused(await server.Services.GetRequiredService<ChangePolicy>().RunAsync(platform, edit))
        );
    }

    [Theory]
    [InlineData(Role.Caseworker)]
    [InlineData(Role.NationalHelpdesk)]
    [InlineData(Role.PrimaryAdmin)]
    public async Task Nobody_but_the_platform_changes_the_policy(Role role)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var (browser, person) = await SignedInAsync(server, role);
        using var _ = browser;

        var refusal = TestPeople.Refused(
            await server
                .Services.GetRequiredService<ChangePolicy>()
                .RunAsync(person.Actor, new("smallest_group", new(2031, 1, 1), "9", "why"))
        );

        Assert.Equal("Your account does not have the right to change the policy.", refusal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/policy")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/policy/smallest_group")).Status);
    }

    [Fact]
    public async Task What_was_typed_is_kept_when_it_is_refused()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var (browser, _) = await SignedInAsync(server, Role.Platform);
        using var __ = browser;

        var answer = await PostAsync(
            browser,
            "lapse_reminders",
            "Preview",
            ("From", "2030-01-01"),
            ("Value", "60\n30"),
            ("Reason", "Earlier"),
            ("On", "2030-01-01")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Enter a value that this setting can have", answer.Html, StringComparison.Ordinal);
        Assert.Equal("60\n30", answer.Page.QuerySelector("#Value")!.TextContent.ReplaceLineEndings("\n"));
        Assert.Equal("Earlier", answer.Page.QuerySelector("#Reason")!.TextContent);
    }

    [Fact]
    public async Task A_forged_form_changes_nothing()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var (browser, _) = await SignedInAsync(server, Role.Platform);
        using var __ = browser;
        using var content = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["From"] = "2032-01-01",
                ["Value"] = "7",
                ["Reason"] = "forged",
            }
        );

        var response = await browser.Http.PostAsync(
            new Uri("/policy/smallest_group?handler=Change", UriKind.Relative),
            content
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEqual(
            7,
            (await server.Services.GetRequiredService<PolicyTable>().InForceAsync()).On(new(2032, 1, 1)).SmallestGroup
        );
    }

    [Fact]
    public async Task Every_setting_has_its_page_and_no_other_has()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var (browser, _) = await SignedInAsync(server, Role.Platform);
        using var __ = browser;

        var list = await browser.GetAsync("/policy");

        foreach (var setting in PolicySettings.All)
        {
            Assert.Contains($"/policy/{setting.Key}\"", list.Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/policy/" + setting.Key)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/policy/nothing")).Status);
    }

    private static async Task<(TestBrowser Browser, TestPerson Person)> SignedInAsync(RunningServer server, Role role)
    {
        var person = await new TestPeople(server.Services).PersonAsync(roles: role);
        var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        return (browser, person);
    }

    /// <summary>Sends the form of a setting by one of its two buttons.</summary>
    private static async Task<Answer> PostAsync(
        TestBrowser browser,
        string setting,
        string button,
        params (string Name, string Value)[] fields
    )
    {
        var page = await browser.GetAsync("/policy/" + setting);
        var token = page
            .Page.QuerySelector("form[method=post] input[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        using var content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))
        );
        return await Answer.OfAsync(
            await browser.Http.PostAsync(new Uri($"/policy/{setting}?handler={button}", UriKind.Relative), content)
        );
    }
}
