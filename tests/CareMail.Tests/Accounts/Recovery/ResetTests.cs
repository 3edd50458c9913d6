using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Accounts.Recovery;

/// <summary>Getting back in alone, at the pages, on both databases.</summary>
public sealed class ResetTests : IAsyncLifetime
{
    private const string New = "kettle harbour saucer";
    private const string Start = "/sign-in/reset";
    private const string Prove = "/sign-in/reset/prove";
    private const string Code = "/sign-in/reset/code";
    private const string Password = "/sign-in/reset/password";
    private const string Done = "/sign-in/reset/done";
    private static int _mobile;

    private readonly List<RunningServer> _servers = [];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_forgotten_password_is_replaced_with_the_code_of_the_app(Engine engine)
    {
        var server = await ServerAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var other = new TestBrowser(server);
        await other.SignInAsync(person);
        using var browser = new TestBrowser(server);

        await BeginAsync(browser, person.Address, "app");
        var proven = await browser.PostAsync(Code, new() { ["TypedCode"] = person.NextCode() });
        Assert.Equal(Password, proven.Location);
        var changed = await browser.PostAsync(Password, new() { ["Password"] = New, ["Again"] = New });

        Assert.Equal(Done, changed.Location);
        Assert.Contains("You can sign in again", (await browser.GetAsync(Done)).Heading, StringComparison.Ordinal);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(
            ("password.change", (Guid?)person.Id, "by oneself, with the app"),
            (act.Act, act.Actor, act.NewValue)
        );
        // Every browser is signed out, and nobody is signed in by a reset.
        Assert.Equal("/sign-in?return=%2Faccount", (await other.GetAsync("/account")).Location);
        Assert.Equal("/sign-in?return=%2Faccount", (await browser.GetAsync("/account")).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PasswordAsync(person)).Status);
        var signedIn = await browser.PostAsync("/sign-in", new() { ["UserName"] = person.Address, ["Password"] = New });
        Assert.Equal("/sign-in/code", signedIn.Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_text_message_to_the_mobile_of_the_profile_lets_a_person_back_in_and_holds_no_link(Engine engine)
    {
        var server = await ServerAsync(engine);
        var (person, mobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);

        await BeginAsync(browser, person.Address, "text");
        var code = await Texts.CodeAsync(server, mobile);
        var proven = await browser.PostAsync(Code, new() { ["TypedCode"] = code });
        Assert.Equal(Password, proven.Location);
        Assert.Equal(Done, (await browser.PostAsync(Password, new() { ["Password"] = New, ["Again"] = New })).Location);

        var texts = await Texts.ToAsync(server, mobile, 2);
        Assert.Contains("was changed with Get back in", texts[1], StringComparison.Ordinal);
        Assert.All(texts, text => Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_the_old_password_may_stay()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);

        await BeginAsync(browser, person.Address, "code");
        await browser.PostAsync(Code, new() { ["TypedCode"] = person.Secrets.RecoveryCodes[0] });
        var kept = await browser.PostAsync(Password, [], "handler=Unlock");
        Assert.Equal(Done, kept.Location);
        Assert.Equal("account.unlock_own", (await people.ActsOnAsync(person.Id))[^1].Act);
        Assert.Equal("/mail", (await browser.SignInAsync(person)).Location);

        using var again = new TestBrowser(server);
        await BeginAsync(again, person.Address, "code");
        var used = await again.PostAsync(Code, new() { ["TypedCode"] = person.Secrets.RecoveryCodes[0] });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, used.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B80_known_and_unknown_addresses_are_answered_alike_at_every_step(Engine engine)
    {
        var server = await ServerAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var locked = await people.PersonAsync();
        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, locked.Id, "test"));
        var fresh = await people.NewPersonAsync();

        var seen = new List<string>();
        foreach (
            var address in new[] { person.Address, locked.Address, fresh.Address.ToString(), "nobody@caremail.example" }
        )
        {
            using var browser = new TestBrowser(server);
            var answers = new List<string>();
            foreach (var way in new[] { "app", "text", "code" })
            {
                answers.Add(Said(await browser.PostAsync(Start, new() { ["UserName"] = address })));
                answers.Add(Said(await browser.GetAsync(Prove)));
                answers.Add(Said(await browser.PostAsync(Prove, new() { ["Way"] = way })));
                answers.Add(Said(await browser.GetAsync(Code)));
                answers.Add(Said(await browser.PostAsync(Code, new() { ["TypedCode"] = "123456" })));
            }

            seen.Add(string.Join('\n', answers));
        }

        Assert.Single(seen.Distinct());
        Assert.Contains("That code is not right", seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task B80_no_answer_comes_sooner_than_another()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var least = server.Services.GetRequiredService<IdentityLimits>().ResetAnswer;
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync(Start)).Page;

        var started = TimeProvider.System.GetTimestamp();
        await browser.SendAsync(Start, page, new() { ["UserName"] = "nobody@caremail.example" });

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= least);
    }

    [Fact]
    public async Task Steps_are_not_skipped_and_not_done_twice()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);

        foreach (var path in new[] { Prove, Code, Password, Done })
        {
            Assert.Equal(Start, (await browser.GetAsync(path)).Location);
        }

        await browser.PostAsync(Start, new() { ["UserName"] = person.Address });
        Assert.Equal(Prove, (await browser.GetAsync(Password)).Location);
        Assert.Equal(Prove, (await browser.GetAsync(Done)).Location);
        Assert.Equal(Prove, (await browser.GetAsync(Code)).Location);
        await browser.PostAsync(Prove, new() { ["Way"] = "app" });
        await browser.PostAsync(Code, new() { ["TypedCode"] = person.NextCode() });
        var page = (await browser.GetAsync(Password)).Page;
        Assert.Equal(Password, (await browser.GetAsync(Code)).Location);

        var first = await browser.SendAsync(Password, page, new() { ["Password"] = New, ["Again"] = New });
        var replayed = await browser.SendAsync(
            Password,
            page,
            new() { ["Password"] = "another one entirely", ["Again"] = "another one entirely" }
        );

        Assert.Equal(Done, first.Location);
        Assert.Equal(Done, replayed.Location);
        var signedIn = await browser.PostAsync("/sign-in", new() { ["UserName"] = person.Address, ["Password"] = New });
        Assert.Equal("/sign-in/code", signedIn.Location);
    }

    [Fact]
    public async Task B81_looking_at_the_pages_uses_nothing_up()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var (person, mobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);
        await BeginAsync(browser, person.Address, "text");
        var code = await Texts.CodeAsync(server, mobile);

        for (var look = 0; look < 10; look++)
        {
            await browser.GetAsync(Start);
            await browser.GetAsync(Prove);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Code)).Status);
        }

        Assert.Single(await Texts.ToAsync(server, mobile));
        Assert.Equal(Password, (await browser.PostAsync(Code, new() { ["TypedCode"] = code })).Location);
    }

    [Fact]
    public async Task A_reset_that_was_planted_in_a_browser_opens_nothing_to_who_planted_it()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var thief = new TestBrowser(server);
        await BeginAsync(thief, person.Address, "app");
        var planted = thief.Cookie("caremail-reset")!;
        using var victim = new TestBrowser(server);
        victim.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail-reset", planted, "/"));

        var proven = await victim.PostAsync(Code, new() { ["TypedCode"] = person.NextCode() });

        Assert.Equal(Password, proven.Location);
        Assert.NotEqual(planted, victim.Cookie("caremail-reset"));
        Assert.Equal(Start, (await thief.GetAsync(Password)).Location);
    }

    [Fact]
    public async Task A_code_of_one_reset_is_no_code_of_another_and_no_code_of_a_sign_in()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var (person, mobile) = await WithMobileAsync(server);
        using var first = new TestBrowser(server);
        await BeginAsync(first, person.Address, "text");
        var code = await Texts.CodeAsync(server, mobile);
        using var second = new TestBrowser(server);
        await BeginAsync(second, person.Address, "text");
        await Texts.ToAsync(server, mobile, 2);

        var wrong = await second.PostAsync(Code, new() { ["TypedCode"] = code });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        await second.PasswordAsync(person);
        var atSignIn = await second.PostAsync("/sign-in/code", new() { ["Code"] = code });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, atSignIn.Status);

        Assert.Equal(Password, (await first.PostAsync(Code, new() { ["TypedCode"] = code })).Location);
    }

    [Fact]
    public async Task After_five_wrong_codes_a_reset_is_over_and_the_right_one_comes_too_late()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var (person, mobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);
        await BeginAsync(browser, person.Address, "text");
        var code = await Texts.CodeAsync(server, mobile);
        var wrong = code == "000000" ? "000001" : "000000";
        for (var guess = 0; guess < 5; guess++)
        {
            await browser.PostAsync(Code, new() { ["TypedCode"] = wrong });
        }

        var late = await browser.PostAsync(Code, new() { ["TypedCode"] = code });

        Assert.Equal(Start + "?over=yes", late.Location);
    }

    [Fact]
    public async Task Codes_of_one_account_are_counted_over_all_its_resets()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        for (var guess = 0; guess < 10; guess++)
        {
            if (guess % 5 == 0)
            {
                await BeginAsync(browser, person.Address, "code");
            }

            await browser.PostAsync(Code, new() { ["TypedCode"] = "aaaa-bbbb-cccc-dddd" });
        }

        await BeginAsync(browser, person.Address, "code");
        var right = await browser.PostAsync(Code, new() { ["TypedCode"] = person.Secrets.RecoveryCodes[0] });

        Assert.Equal(Start + "?over=yes", right.Location);
    }

    [Fact]
    public async Task Beginning_is_counted_for_names_that_exist_and_names_that_do_not()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        foreach (var address in new[] { person.Address, "nobody.at.all@caremail.example" })
        {
            using var browser = new TestBrowser(server);
            for (var ask = 0; ask < 5; ask++)
            {
                Assert.Equal(Prove, (await browser.PostAsync(Start, new() { ["UserName"] = address })).Location);
            }

            var sixth = await browser.PostAsync(Start, new() { ["UserName"] = address });
            Assert.Equal(HttpStatusCode.TooManyRequests, sixth.Status);
        }
    }

    [Fact]
    public async Task What_changes_the_account_meanwhile_ends_the_reset_and_time_does_too()
    {
        var clock = new TestClock();
        var server = await ServerAsync(Engine.Sqlite, s => s.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await BeginAsync(browser, person.Address, "app");
        await browser.PostAsync(Code, new() { ["TypedCode"] = person.NextCode() });
        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "test"));

        var refused = await browser.PostAsync(Password, new() { ["Password"] = New, ["Again"] = New });
        Assert.Contains("Start again", refused.Errors, StringComparison.Ordinal);

        var other = await people.PersonAsync();
        await BeginAsync(browser, other.Address, "app");
        await browser.PostAsync(Code, new() { ["TypedCode"] = other.NextCode() });
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(Start, (await browser.GetAsync(Password)).Location);
    }

    [Fact]
    public async Task An_administrator_is_sent_no_code_by_text()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var (admin, mobile) = await WithMobileAsync(server, Role.LocalAdmin);
        var (carer, carersMobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);

        await BeginAsync(browser, admin.Address, "text");
        Assert.Contains("administrators and helpdesks", (await browser.GetAsync(Code)).Html, StringComparison.Ordinal);
        await BeginAsync(browser, carer.Address, "text");
        await Texts.CodeAsync(server, carersMobile);

        Assert.Empty(await Texts.ToAsync(server, mobile, 0));
    }

    [Fact]
    public async Task B79_somebody_who_never_signed_in_is_sent_nothing()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var mobile = NextMobile();
        var home = await people.OrganisationAsync();
        var added = await people
            .Get<Database>()
            .WriteAsync(tx =>
                people
                    .Get<AccountRecords>()
                    .CreateAsync(
                        tx,
                        new NewAccount(home.Id, "not.yet@caremail.example", "Not", "Yet", "Not Yet") { Mobile = mobile }
                    )
            );
        Assert.NotEqual(Guid.Empty, added);
        var (carer, carersMobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);

        await BeginAsync(browser, "not.yet@caremail.example", "text");
        await BeginAsync(browser, carer.Address, "text");
        await Texts.CodeAsync(server, carersMobile);

        Assert.Empty(await Texts.ToAsync(server, mobile, 0));
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("localhost", "evil.example")]
    public async Task B77_no_way_and_no_message_is_made_from_what_the_request_says_its_host_is(
        string host,
        string? forwarded
    )
    {
        var server = await ServerAsync(Engine.Sqlite);
        var (person, mobile) = await WithMobileAsync(server);
        using var browser = new TestBrowser(server);
        browser.Http.DefaultRequestHeaders.Host = host;
        if (forwarded is not null)
        {
            browser.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", forwarded);
        }

        var begun = await browser.PostAsync(Start, new() { ["UserName"] = person.Address });
        var sent = await browser.PostAsync(Prove, new() { ["Way"] = "text" });
        var text = (await Texts.ToAsync(server, mobile))[0];

        Assert.Equal((Prove, Code), (begun.Location, sent.Location));
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", (await browser.GetAsync(Code)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_wrong_passwords_are_forgotten_by_who_proves_who_they_are_and_the_device_is_named()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var phone = await people.DevicePasswordAsync(person, "Ife’s old phone");
        TestPeople.Done(
            await people.Get<RevokeDevicePassword>().RunAsync(TestPeople.Operator, person.Id, phone.Id, "test")
        );
        await people
            .Get<MailSignIn>()
            .AuthenticateAsync(person.Address, phone.Password, IPAddress.Parse("192.0.2.7"), "imap");
        using (var tablet = new TestBrowser(server, "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"))
        {
            for (var wrong = 0; wrong < 11; wrong++)
            {
                await tablet.PostAsync(
                    "/sign-in",
                    new() { ["UserName"] = person.Address, ["Password"] = "the password of last year" }
                );
            }
        }

        using var browser = new TestBrowser(server);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PasswordAsync(person)).Status);
        await BeginAsync(browser, person.Address, "app");
        await browser.PostAsync(Code, new() { ["TypedCode"] = person.NextCode() });
        await browser.PostAsync(Password, [], "handler=Unlock");

        var done = (await browser.GetAsync(Done)).Page.Body!.TextContent;
        Assert.Contains("Ife’s old phone (removed)", done, StringComparison.Ordinal);
        Assert.Contains("Firefox on Android", done, StringComparison.Ordinal);
        Assert.Contains("11 times", done, StringComparison.Ordinal);
        Assert.Equal("/mail", (await browser.SignInAsync(person)).Location);
        var account = (await browser.GetAsync("/account")).Page.Body!.TextContent;
        Assert.Contains("Ife’s old phone (removed)", account, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static string Said(Answer answer) =>
        $"{answer.Status} {answer.Location} {answer.Page.QuerySelector("main")?.TextContent} {answer.Errors}";

    private async Task<RunningServer> ServerAsync(Engine engine, Action<IServiceCollection>? replace = null)
    {
        var server = await RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                Texts.AreKept(services);
                replace?.Invoke(services);
            }
        );
        _servers.Add(server);
        return server;
    }

    private static string NextMobile() => $"07700900{Interlocked.Increment(ref _mobile):D3}";

    private static async Task<(TestPerson Person, string Mobile)> WithMobileAsync(
        RunningServer server,
        params Role[] roles
    )
    {
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync(null, "Ife", "Balogun", roles);
        var mobile = NextMobile();
        TestPeople.Done(
            await people
                .Get<ChangeProfile>()
                .RunAsync(person.Actor, new ProfileAnswers("Ife", "", mobile, MobileIsShown: false))
        );
        return (person, mobile);
    }

    private static async Task BeginAsync(TestBrowser browser, string address, string way)
    {
        Assert.Equal(Prove, (await browser.PostAsync(Start, new() { ["UserName"] = address })).Location);
        Assert.Equal(Code, (await browser.PostAsync(Prove, new() { ["Way"] = way })).Location);
    }
}
