using System.Net;
using CareMail.Accounts;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Accounts;

/// <summary>Changing how one signs in, from one's own account.</summary>
public class OwnSignInPagesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string NewPassword = "kettle-harbour-saucer";

    public static TheoryData<string> Confirmed =>
        [
            "/account/password",
            "/account/app",
            "/account/passkey",
            "/account/recovery-codes",
            "/account/profile",
            "/account/mail-program",
        ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_password_signs_out_every_other_browser_and_not_this_one(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        using var here = new TestBrowser(server);
        await here.SignInAsync(person);
        using var there = new TestBrowser(server);
        await there.SignInAsync(person);

        var done = await here.PostAsync(
            "/account/password",
            new() { ["Password"] = NewPassword, ["Again"] = NewPassword }
        );

        Assert.Equal("/account/sign-in?done=password", done.Location);
        var page = await here.GetAsync(done.Location!);
        Assert.Contains("Your password is changed.", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await there.PasswordAsync(person)).Status);
        var program = await people
            .Get<MailSignIn>()
            .AuthenticateAsync(person.Address, device.Password, IPAddress.Loopback, "imap");
        Assert.Equal(MailSignInOutcome.Accepted, program.Outcome);
        Assert.Equal("password.change", (await people.ActsOnAsync(person.Id))[^1].Act);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task None_of_the_last_four_passwords_comes_back_and_the_fifth_may(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var change = people.Get<ChangePassword>();
        string[] chosen = [.. Enumerable.Range(0, 5).Select(i => $"otter-ladder-kettle-{i}")];
        foreach (var password in chosen)
        {
            TestPeople.Done(await change.RunAsync(person.Actor, password, password, default));
        }

        foreach (var password in chosen)
        {
            var no = TestPeople.Refused(await change.RunAsync(person.Actor, password, password, default));
            Assert.StartsWith("You have, or had, that password", no, StringComparison.Ordinal);
        }

        TestPeople.Done(await change.RunAsync(person.Actor, "saucer-meadow-9", "saucer-meadow-9", default));
        TestPeople.Done(await change.RunAsync(person.Actor, chosen[0], chosen[0], default));
    }

    [Theory]
    [MemberData(nameof(Confirmed))]
    public async Task Ten_minutes_after_it_was_typed_the_password_is_asked_for_again(string path)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        clock.Advance(TimeSpan.FromMinutes(8));
        var page = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        clock.Advance(TimeSpan.FromMinutes(2));

        var asked = "/account/confirm?return=" + Uri.EscapeDataString(path);
        Assert.Equal(asked, (await browser.GetAsync(path)).Location);
        // A page that was open all the time does not get around it.
        Assert.Equal(asked, (await browser.SendAsync(path, page.Page, [])).Location);
        var wrong = await browser.PostAsync(asked, new() { ["Password"] = "some other one" });
        Assert.Equal("That is not your password", wrong.Errors);
        Assert.Equal(asked, (await browser.GetAsync(path)).Location);
        var right = await browser.PostAsync(asked, new() { ["Password"] = person.Secrets.Password });
        Assert.Equal(path, right.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task B72_after_the_password_the_way_leads_to_no_other_site()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        foreach (var elsewhere in new[] { "https://evil.example/", "//evil.example", "/\\evil.example" })
        {
            var answer = await browser.PostAsync(
                "/account/confirm?return=" + Uri.EscapeDataString(elsewhere),
                new() { ["Password"] = person.Secrets.Password }
            );
            Assert.Equal("/account/sign-in", answer.Location);
        }
    }

    [Fact]
    public async Task B82_guessing_the_password_of_an_open_browser_is_counted()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        Answer answer;
        var tries = 0;
        do
        {
            answer = await browser.PostAsync("/account/confirm", new() { ["Password"] = $"guess {++tries}" });
        } while (answer.Status == HttpStatusCode.UnprocessableEntity);

        Assert.Equal((HttpStatusCode.TooManyRequests, 11), (answer.Status, tries));
        var right = await browser.PostAsync("/account/confirm", new() { ["Password"] = person.Secrets.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, right.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_phone_takes_the_place_of_the_old_one_with_its_first_code(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account/app");
        var secret = string.Concat(page.Page.QuerySelector("#key")!.TextContent.Where(c => c != ' '));
        var old = await browser.SendAsync("/account/app", page.Page, new() { ["Code"] = person.NextCode() });
        Assert.StartsWith("That code is not right.", old.Errors, StringComparison.Ordinal);
        var code = CodeOf(secret, 0);
        var done = await browser.SendAsync("/account/app", page.Page, new() { ["Code"] = code });

        Assert.Equal("/account/sign-in?done=app", done.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(done.Location!)).Status);
        using var another = new TestBrowser(server);
        await another.PasswordAsync(person);
        // RFC 6238 §5.2: the code that connected the app is used up, too.
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await another.PostAsync("/sign-in/code", new() { ["Code"] = code })).Status
        );
        Assert.Equal(
            "/mail",
            (await another.PostAsync("/sign-in/code", new() { ["Code"] = CodeOf(secret, 1) })).Location
        );
        var act = (await people.ActsOnAsync(person.Id)).Single(a => a.Act == "factors.change");
        Assert.Equal((null, "authenticator app"), (act.OldValue, act.NewValue));

        static string CodeOf(string secret, int later) =>
            Authenticator.Code(Base32.Decode(secret)!, Authenticator.StepAt(TimeProvider.System.GetUtcNow()) + later);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_last_second_way_is_never_removed(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var answer = await browser.PostAsync("/account/sign-in", [], form: "the authenticator app");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.StartsWith("This is your only second way", answer.Errors, StringComparison.Ordinal);
        Assert.True((await people.Get<OwnSignIn>().FactorsAsync(person.Id)).HasAuthenticator);
        Assert.DoesNotContain(await people.ActsOnAsync(person.Id), act => act.Act == "factors.change");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task New_recovery_codes_are_shown_once_and_the_old_ones_stop(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var shown = await browser.PostAsync("/account/recovery-codes", []);

        Assert.True(shown.Response.Headers.CacheControl!.NoStore);
        var codes = shown.Page.QuerySelectorAll("#codes li").Select(li => li.TextContent).ToList();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.DoesNotContain(
            codes[0],
            (await browser.GetAsync("/account/recovery-codes")).Html,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "You have 10 left",
            (await browser.GetAsync("/account/sign-in")).Html,
            StringComparison.Ordinal
        );
        using var another = new TestBrowser(server);
        await another.PasswordAsync(person);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await RecoverAsync(another, person.Secrets.RecoveryCodes[0])).Status
        );
        Assert.Equal("/mail", (await RecoverAsync(another, codes[0])).Location);
        Assert.Contains("You have 9 left", (await another.GetAsync("/account/sign-in")).Html, StringComparison.Ordinal);

        static Task<Answer> RecoverAsync(TestBrowser browser, string code) =>
            browser.PostAsync("/sign-in/recovery-code", new() { ["RecoveryCode"] = code });
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_profile_is_changed_and_the_number_is_not_in_the_record(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var saved = await browser.PostAsync(
            "/account/profile",
            new()
            {
                ["KnownAs"] = "Ifeoluwa",
                ["JobTitle"] = "Night lead",
                ["Mobile"] = "07700 900456",
                ["MobileIsShown"] = "true",
            }
        );

        Assert.Equal("/account/profile?done=saved", saved.Location);
        var page = await browser.GetAsync(saved.Location!);
        Assert.Equal(
            ("Ifeoluwa", "Night lead", "07700 900 456"),
            (page.Value("KnownAs"), page.Value("JobTitle"), page.Value("Mobile"))
        );
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal("profile.change", act.Act);
        Assert.Equal("Ifeoluwa Balogun, Night lead, mobile ending 456, mobile shown", act.NewValue);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everything_done_to_an_account_is_listed_with_who_did_it(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var admin = await people.PersonAsync(site, "Grace", "Attwood", CareMail.Access.Role.LocalAdmin);
        var person = await people.PersonAsync(site);
        var stranger = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person, "<b>Old phone</b>");
        TestPeople.Done(await people.Get<RevokeDevicePassword>().RunAsync(admin.Actor, person.Id, device.Id, "lost"));
        await people.DevicePasswordAsync(stranger, "Nobody else’s business");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account/record");

        var lines = page
            .Page.QuerySelectorAll(".cm-time li")
            .Select(li => li.QuerySelector("b")!.TextContent + " / " + li.QuerySelector("p")!.TextContent)
            .ToList();
        Assert.Equal(
            [
                "Signed in with password and app / By you",
                "A mail program was removed: <b>Old phone</b> / By Grace Attwood",
                "A mail program was added: <b>Old phone</b> / By whoever runs the service",
                "Your account was opened in your stead / By whoever runs the service",
                "Your account was made / By whoever runs the service",
            ],
            lines
        );
        Assert.DoesNotContain("business", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("lost", page.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_record_is_read_page_by_page()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        for (var i = 0; i < 60; i++)
        {
            TestPeople.Done(await people.Get<AcceptUsePolicy>().RunAsync(person.Actor, 1));
        }

        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var first = await browser.GetAsync("/account/record");
        Assert.Equal(50, first.Page.QuerySelectorAll(".cm-time li").Length);
        var older = first.Page.QuerySelectorAll("main a").Single(a => a.TextContent == "Older").GetAttribute("href");

        var second = await browser.GetAsync("/account/record" + older);

        // 60 acceptances, the sign-in, the opening and the making.
        Assert.Equal(13, second.Page.QuerySelectorAll(".cm-time li").Length);
        Assert.DoesNotContain(second.Page.QuerySelectorAll("main a"), a => a.TextContent == "Older");
    }

    [Fact]
    public async Task The_days_of_an_account_stand_in_their_order()
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        clock.Advance(TimeSpan.FromDays(300));
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account");

        var days = page.Page.QuerySelectorAll(".cm-time li").Select(li => li.QuerySelector("b")!.TextContent).ToList();
        Assert.Equal(
            [
                "Today",
                "Your account: inactive",
                "Your account: deleted",
                "Your password’s last day",
                "Your account: deleted permanently",
            ],
            days[^5..]
        );
        Assert.Contains("You accepted the use policy, version 1", days);
        // A day more or less, when the clock stands near midnight.
        Assert.Matches(", in 6[456] days", page.Html);
        Assert.Equal("How CareMail may be used", (await browser.GetAsync("/account/policy")).Heading);
    }

    [Fact]
    public async Task B76_no_change_is_taken_from_another_site()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        foreach (
            var path in new[]
            {
                "/account/password",
                "/account/app",
                "/account/passkey",
                "/account/passkey?handler=Options",
                "/account/recovery-codes",
                "/account/profile",
                "/account/secret",
                "/account/sign-in?handler=RemoveApp",
                "/account/confirm",
            }
        )
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Password"] = NewPassword });
            var response = await browser.Http.PostAsync(new Uri(path, UriKind.Relative), form);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }
}
