using System.Buffers.Binary;
using System.Net;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Sessions;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Identity;

public class SignInPagesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const int Rounds = 10_000;
    private const string Wrong = "That e-mail address and password do not belong together";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_password_and_then_a_code_sign_a_person_in(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);

        var signedIn = await browser.SignInAsync(person);

        Assert.Equal("/mail", signedIn.Location);
        var page = await browser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(person.DisplayName, page.Html, StringComparison.Ordinal);
        Assert.Contains("Firefox on Linux", page.Html, StringComparison.Ordinal);
        var act = (await new TestPeople(server.Services).ActsOnAsync(person.Id))[^1];
        Assert.Equal(("session.start", (Guid?)person.Id, "127.0.0.1"), (act.Act, act.Actor, act.Origin));
        // RFC 8176 §2: a password, a one-time code, and so more than one factor.
        Assert.Equal("pwd otp mfa", act.NewValue);
    }

    [Fact]
    public async Task A_person_who_asked_for_a_page_lands_on_it_after_signing_in()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);

        var sent = await browser.GetAsync("/account/mail-program");
        Assert.Equal("/sign-in?return=%2Faccount%2Fmail-program", sent.Location);

        Assert.Equal("/account/mail-program", (await browser.SignInAsync(person, sent.Location!)).Location);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_way_back_to_another_site_is_forgotten(string elsewhere)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);

        var signedIn = await browser.SignInAsync(person, "/sign-in?return=" + Uri.EscapeDataString(elsewhere));

        Assert.Equal("/mail", signedIn.Location);
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_the_browser()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);

        var signedIn = await browser.SignInAsync(person);

        var cookie = signedIn
            .Response.Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("caremail=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_https_the_cookie_belongs_to_this_host_alone()
    {
        await using var server = await RunningServer.StartAsync(change: s =>
            s with
            {
                Url = new Uri("https://care.example"),
            }
        );
        using var browser = new TestBrowser(server);

        var response = await browser.PostAsync("/sign-in", new() { ["UserName"] = "", ["Password"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.Status);

        var options = server
            .Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>()
            .Get(Microsoft.AspNetCore.Identity.IdentityConstants.ApplicationScheme);
        Assert.Equal("__Host-caremail", options.Cookie.Name);
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, options.Cookie.SecurePolicy);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_the_name_is_kept_but_never_the_password()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);

        var empty = await browser.PostAsync("/sign-in", new() { ["UserName"] = "", ["Password"] = "" });
        Assert.Equal("Enter your e-mail address\nEnter your password", empty.Errors);
        Assert.StartsWith("Error: Sign in", empty.Page.Title, StringComparison.Ordinal);

        var wrong = await browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = "nobody.here@caremail.example", ["Password"] = "correct horse battery" }
        );
        Assert.Equal(Wrong, wrong.Errors);
        Assert.Equal("nobody.here@caremail.example", wrong.Value("UserName"));
        Assert.DoesNotContain("correct horse", wrong.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B80_a_known_and_an_unknown_name_are_answered_alike(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var person = await new TestPeople(server.Services).PersonAsync();

        var known = await RefusedAsync(server, person.Address);
        var unknown = await RefusedAsync(server, "nobody." + person.Address);

        Assert.Equal(known, unknown);
        Assert.Equal(11, known.Count);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, Wrong), known[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, known[10].Status);
    }

    [Fact]
    public async Task B80_a_known_and_an_unknown_name_cost_one_hash_each()
    {
        var hasher = new CountingHasher();
        await using var server = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton<IPasswordHasher<Account>>(hasher)
        );
        var people = new TestPeople(server.Services);
        var active = await people.PersonAsync();
        var neverActivated = await people.NewPersonAsync();
        using var browser = new TestBrowser(server);

        foreach (var name in new[] { active.Address, neverActivated.Address.ToString(), "nobody@caremail.example" })
        {
            hasher.Checks.Clear();
            var answer = await browser.PostAsync("/sign-in", new() { ["UserName"] = name, ["Password"] = "guess" });
            Assert.Equal(Wrong, answer.Errors);
            Assert.Equal([Rounds], hasher.Checks);
        }
    }

    [Fact]
    public async Task After_too_many_tries_the_right_password_waits_too()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        await RefusedAsync(server, person.Address);
        using var browser = new TestBrowser(server);

        var right = await browser.PasswordAsync(person);

        Assert.Equal(HttpStatusCode.TooManyRequests, right.Status);
        Assert.Equal(
            "Too many tries. Wait 15 minutes, or unlock your account yourself under “Get back in”",
            right.Errors
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_flood_of_refused_tries_writes_nothing(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        await RefusedAsync(server, "flood@caremail.example");
        var database = server.Services.GetRequiredService<Database>();
        const string tries = "SELECT sum(tries) FROM identity_attempt";
        var before = await database.QuerySingleOrDefaultAsync<long>(tries);
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;

        for (var i = 0; i < 20; i++)
        {
            await browser.SendAsync(
                "/sign-in",
                page,
                new() { ["UserName"] = "flood@caremail.example", ["Password"] = "guess" }
            );
        }

        Assert.Equal(before, await database.QuerySingleOrDefaultAsync<long>(tries));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B41_the_same_code_is_not_taken_twice(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var person = await new TestPeople(server.Services).PersonAsync();
        var code = person.NextCode();
        using var first = new TestBrowser(server);
        await first.PasswordAsync(person);
        Assert.Equal("/mail", (await first.PostAsync("/sign-in/code", new() { ["Code"] = code })).Location);

        using var second = new TestBrowser(server);
        await second.PasswordAsync(person);
        var again = await second.PostAsync("/sign-in/code", new() { ["Code"] = code });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Equal("That code is not right, or was used already. Wait for the next one", again.Errors);
        Assert.Null(second.Cookie("caremail"));
        Assert.Equal(
            "/mail",
            (await second.PostAsync("/sign-in/code", new() { ["Code"] = person.NextCode() })).Location
        );
    }

    [Fact]
    public async Task Codes_cannot_be_guessed_at_leisure()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.PasswordAsync(person);
        var page = (await browser.GetAsync("/sign-in/code")).Page;
        for (var i = 0; i < 20; i++)
        {
            var wrong = await browser.SendAsync("/sign-in/code", page, new() { ["Code"] = "no code" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        }

        var right = await browser.SendAsync("/sign-in/code", page, new() { ["Code"] = person.NextCode() });

        Assert.Equal(HttpStatusCode.TooManyRequests, right.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_recovery_code_works_once(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var person = await new TestPeople(server.Services).PersonAsync();
        var code = person.Secrets.RecoveryCodes[3].ToUpperInvariant().Replace('-', ' ');

        Assert.Equal("/mail", (await RecoverAsync(server, person, code)).Location);

        var again = await RecoverAsync(server, person, code);
        Assert.Equal("That recovery code is not right, or was used already", again.Errors);
    }

    [Fact]
    public async Task The_second_question_is_not_asked_before_the_first()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);

        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/code")).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/recovery-code")).Location);
    }

    [Fact]
    public async Task The_password_alone_opens_nothing()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.PasswordAsync(person);

        Assert.Equal("/sign-in?return=%2Faccount", (await browser.GetAsync("/account")).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Signing_out_ends_the_session_for_whoever_kept_the_cookie(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var kept = browser.Cookie("caremail");

        var signedOut = await browser.PostAsync("/account", [], form: "/sign-out");

        Assert.Equal("/sign-in", signedOut.Location);
        Assert.Equal("session.end", (await people.ActsOnAsync(person.Id))[^1].Act);
        using var thief = new TestBrowser(server);
        thief.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail", kept));
        Assert.Equal("/sign-in?return=%2Faccount", (await thief.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task A_link_does_not_sign_out()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        await browser.GetAsync("/sign-out");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_session_nobody_uses_ends_after_an_hour_and_any_after_a_long_shift(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: services => services.AddSingleton<TimeProvider>(clock)
        );
        var person = await new TestPeople(server.Services).PersonAsync();
        using var idle = new TestBrowser(server);
        await idle.SignInAsync(person);
        using var busy = new TestBrowser(server);
        await busy.SignInAsync(person);

        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/account")).Status);
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await idle.GetAsync("/account")).Status);

        for (var hour = 0; hour < 12; hour++)
        {
            clock.Advance(TimeSpan.FromMinutes(58));
            await busy.GetAsync("/account");
        }

        Assert.Equal(HttpStatusCode.Redirect, (await busy.GetAsync("/account")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_lock_signs_out_at_once_and_says_so_only_to_who_knows_the_password(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        TestPeople.Done(
            await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "left a tablet on a bus")
        );

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        var right = await browser.PasswordAsync(person);
        Assert.Equal("/sign-in/not-ready?why=closed", right.Location);
        Assert.Equal("Your account is closed for now", (await browser.GetAsync(right.Location!)).Heading);
        var guess = await browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = person.Address, ["Password"] = "guess" }
        );
        Assert.Equal(Wrong, guess.Errors);
    }

    [Fact]
    public async Task B72_what_stands_in_the_address_is_shown_as_text()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);

        var page = await browser.GetAsync(
            "/sign-in?return=%2F%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&UserName=%3Cb%3E"
        );

        Assert.Equal("/\"><script>alert(1)</script>", page.Value("return"));
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        Assert.Equal("", page.Value("UserName"));
    }

    [Fact]
    public async Task B71_a_name_typed_at_sign_in_is_shown_as_text()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        const string payload = "<img src=x onerror=alert(1)>@x.example";

        var page = await browser.PostAsync("/sign-in", new() { ["UserName"] = payload, ["Password"] = "x" });

        Assert.Equal(payload, page.Value("UserName"));
        Assert.Empty(page.Page.QuerySelectorAll("img"));
    }

    [Fact]
    public async Task B76_a_form_sent_from_another_site_is_refused()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        foreach (var path in new[] { "/account/mail-program", "/account?handler=Remove", "/sign-out", "/sign-in" })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Name"] = "Planted" });
            var response = await browser.Http.PostAsync(new Uri(path, UriKind.Relative), form);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.DoesNotContain("Planted", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B76_signing_in_makes_a_new_session_whatever_was_in_the_browser(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var attacker = await people.PersonAsync();
        var victim = await people.PersonAsync();
        using var planted = new TestBrowser(server);
        await planted.SignInAsync(attacker);
        var cookie = planted.Cookie("caremail");

        // The attacker's cookie sits in the victim's browser when the victim signs in.
        using var browser = new TestBrowser(server);
        browser.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail", cookie));
        await browser.SignInAsync(victim);

        Assert.NotEqual(cookie, browser.Cookie("caremail"));
        Assert.Contains(victim.Address, await UserNameOfAsync(browser), StringComparison.Ordinal);
        Assert.Contains(attacker.Address, await UserNameOfAsync(planted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B77_a_false_host_never_gets_into_an_address()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/account", UriKind.Relative));
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var response = await server.Http.SendAsync(request);

        Assert.Equal("/sign-in?return=%2Faccount", response.Headers.Location?.OriginalString);
        using var page = new HttpRequestMessage(HttpMethod.Get, new Uri("/sign-in", UriKind.Relative));
        page.Headers.Host = "evil.example";
        var html = await (await server.Http.SendAsync(page)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("evil.example", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_is_signed_out_is_told_so_instead_of_being_shown_a_page()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/account", UriKind.Relative));
        request.Headers.Add("HX-Request", "true");

        var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("/sign-in", response.Headers.GetValues("HX-Redirect").Single());
    }

    [Fact]
    public async Task An_open_page_hears_that_its_session_ended()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var sessions = people.Get<WebSessions>();
        var session = Assert.Single(await sessions.OfAccountAsync(person.Id));
        var heard = 0;
        using var watch = sessions.WhenEnded(session.Id, () => heard++);
        Assert.True(await sessions.IsLiveAsync(session.Id));

        TestPeople.Done(await people.Get<EndSessions>().RunAsync(TestPeople.Operator, person.Id));

        Assert.Equal(1, heard);
        Assert.False(await sessions.IsLiveAsync(session.Id));
        Assert.Contains(await people.ActsOnAsync(person.Id), a => a.Act == "sessions.end");
    }

    private static async Task<string> UserNameOfAsync(TestBrowser browser)
    {
        var page = await browser.PostAsync("/account/mail-program", new() { ["Name"] = "Probe" });
        return page.Html;
    }

    private static async Task<Answer> RecoverAsync(RunningServer server, TestPerson person, string code)
    {
        using var browser = new TestBrowser(server);
        await browser.PasswordAsync(person);
        return await browser.PostAsync("/sign-in/recovery-code", new() { ["RecoveryCode"] = code });
    }

    private static async Task<List<(HttpStatusCode Status, string Errors)>> RefusedAsync(
        RunningServer server,
        string name
    )
    {
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;
        var answers = new List<(HttpStatusCode, string)>();
        for (var i = 0; i < 11; i++)
        {
            var answer = await browser.SendAsync(
                "/sign-in",
                page,
                new() { ["UserName"] = name, ["Password"] = $"guess {i}" }
            );
            answers.Add((answer.Status, answer.Errors));
        }

        return answers;
    }

    /// <summary>Counts what is checked, and with how many rounds.</summary>
    private sealed class CountingHasher : IPasswordHasher<Account>
    {
        private readonly PasswordHasher<Account> _real = new();

        public List<int> Checks { get; } = [];

        public string HashPassword(Account user, string password) => _real.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(
            Account user,
            string hashedPassword,
            string providedPassword
        )
        {
            Checks.Add(BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hashedPassword).AsSpan(5)));
            return _real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
