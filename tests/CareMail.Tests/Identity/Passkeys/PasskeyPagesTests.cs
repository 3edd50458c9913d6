using System.Net;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Identity.Passkeys;

/// <summary>Passkeys at the pages, by a security key of software that can lie; EndToEnd does the same in a real browser.</summary>
public class PasskeyPagesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_passkey_is_added_and_then_signs_in_without_name_or_password(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);

        var signedIn = await SignInAsync(browser, key);

        Assert.Equal("/mail", signedIn.Location);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        // RFC 8176 §2: a key in hardware, its user verified, and so more than one factor.
        Assert.Equal(("session.start", "hwk user mfa"), (act.Act, act.NewValue));
        Assert.Contains("Used today", (await browser.GetAsync("/account/sign-in")).Html, StringComparison.Ordinal);
        // Nobody typed a password: it is asked for before anything is changed.
        Assert.StartsWith(
            "/account/confirm",
            (await browser.GetAsync("/account/password")).Location,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task As_the_second_question_it_answers_for_its_owner_only(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var other = await people.PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);

        await browser.PasswordAsync(other);
        var foreign = await SendAsync(browser, "/sign-in/code", key);
        await browser.PasswordAsync(person);
        var own = await SendAsync(browser, "/sign-in/code", key);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.Status);
        Assert.Equal("/mail", own.Location);
        Assert.Equal("pwd hwk user mfa", (await people.ActsOnAsync(person.Id))[^1].NewValue);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B41_what_was_signed_is_taken_once_and_not_late(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: s => s.AddSingleton<TimeProvider>(clock)
        );
        var person = await new TestPeople(server.Services).PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;
        var signed = key.Get(await OptionsAsync(browser, "/sign-in", "PasskeyOptions"));
        var challenge = browser.Cookie("caremail-passkey")!;

        Assert.Equal("/mail", (await PostAsync(browser, "/sign-in", page, signed)).Location);
        browser.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail-passkey", challenge));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "/sign-in", page, signed)).Status);
        var late = key.Get(await OptionsAsync(browser, "/sign-in", "PasskeyOptions"));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "/sign-in", page, late)).Status);
    }

    [Fact]
    public async Task A_key_that_signed_elsewhere_or_verified_nobody_or_counts_backwards_is_refused()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);
        Assert.Equal("/mail", (await SignInAsync(browser, key)).Location);

        key.Origin = "https://caremail.evil.example";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(browser, key)).Status);
        key.Origin = "http://localhost:8080";
        key.Host = "evil.example";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(browser, key)).Status);
        key.Host = "localhost";
        key.VerifiesUser = false;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(browser, key)).Status);
        key.VerifiesUser = true;
        // A copy of the key, which has signed less often than the original.
        key.Signatures = 0;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(browser, key)).Status);
        key.Signatures = 100;
        Assert.Equal("/mail", (await SignInAsync(browser, key)).Location);
        Assert.Empty(server.AboveInformation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":1}")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{}}""")]
    public async Task What_is_no_passkey_is_refused_and_no_fault_of_ours(string credential)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;
        await OptionsAsync(browser, "/sign-in", "PasskeyOptions");

        var answer = await PostAsync(browser, "/sign-in", page, credential);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.StartsWith("That passkey is not one of ours", answer.Errors, StringComparison.Ordinal);
        Assert.Empty(server.AboveInformation);
    }

    [Fact]
    public async Task Without_a_question_of_ours_no_answer_counts()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);
        using var another = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;
        // Asked in another browser, answered in this one.
        var signed = key.Get(await OptionsAsync(another, "/sign-in", "PasskeyOptions"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "/sign-in", page, signed)).Status);
    }

    [Fact]
    public async Task B80_the_question_names_nobody()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);
        await browser.PasswordAsync(person);

        foreach (var path in new[] { "/sign-in", "/sign-in/code" })
        {
            using var asked = System.Text.Json.JsonDocument.Parse(await OptionsAsync(browser, path, "PasskeyOptions"));
            var names =
                asked.RootElement.TryGetProperty("allowCredentials", out var list)
                && list.ValueKind == System.Text.Json.JsonValueKind.Array
                    ? list.GetArrayLength()
                    : 0;
            Assert.Equal(0, names);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_closed_account_is_not_opened_by_its_passkey_and_a_reset_takes_it_away(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var key = new SoftPasskey();
        await AddAsync(server, person, key);
        using var browser = new TestBrowser(server);

        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "lost"));
        Assert.Equal("/sign-in/not-ready?why=closed", (await SignInAsync(browser, key)).Location);
        TestPeople.Done(await people.Get<UnlockAccount>().RunAsync(TestPeople.Operator, person.Id, "found"));
        Assert.Equal("/mail", (await SignInAsync(browser, key)).Location);
        TestPeople.Done(await people.Get<ResetSignIn>().RunAsync(TestPeople.Operator, person.Id, "stolen"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(browser, key)).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task With_a_passkey_the_app_may_go_and_then_the_passkey_stays(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var key = new SoftPasskey();
        using var browser = await AddAsync(server, person, key);

        var app = await browser.PostAsync("/account/sign-in", [], form: "the authenticator app");
        Assert.Equal("/account/sign-in?done=app-removed", app.Location);
        var passkey = await browser.PostAsync("/account/sign-in", [], form: "My key");
        Assert.StartsWith("This is your only second way", passkey.Errors, StringComparison.Ordinal);

        var factors = await people.Get<OwnSignIn>().FactorsAsync(person.Id);
        Assert.Equal((false, "My key"), (factors.HasAuthenticator, Assert.Single(factors.Passkeys).Name));
        using var another = new TestBrowser(server);
        await another.PasswordAsync(person);
        Assert.Equal("Use your passkey", (await another.GetAsync("/sign-in/code")).Heading);
    }

    [Fact]
    public async Task Nobody_removes_another_s_passkey_and_no_key_is_added_twice()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var victim = await people.PersonAsync();
        var attacker = await people.PersonAsync();
        using var key = new SoftPasskey();
        using var other = new SoftPasskey();
        await AddAsync(server, victim, key);
        using var browser = await AddAsync(server, attacker, other);
        var theirs = Assert.Single((await people.Get<OwnSignIn>().FactorsAsync(victim.Id)).Passkeys);

        var removed = await browser.PostAsync(
            "/account/sign-in",
            new() { ["id"] = theirs.Id.ToString() },
            form: "My key"
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, removed.Status);
        Assert.Single((await people.Get<OwnSignIn>().FactorsAsync(victim.Id)).Passkeys);

        var page = (await browser.GetAsync("/account/passkey")).Page;
        var copied = key.Create(await OptionsAsync(browser, "/account/passkey", "Options"));
        var again = await browser.SendAsync(
            "/account/passkey",
            page,
            new() { ["Name"] = "Copy", ["credential"] = copied },
            form: "data-passkey"
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
    }

    [Fact]
    public async Task Questions_are_counted_by_network()
    {
        await using var server = await RunningServer.StartAsync(replace: s =>
            s.AddSingleton(
                new IdentityLimits
                {
                    PasswordIterations = 10_000,
                    PasskeyNetwork = new Allowance(3, TimeSpan.FromMinutes(15)),
                }
            )
        );
        using var browser = new TestBrowser(server);
        var page = (await browser.GetAsync("/sign-in")).Page;
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await FormAsync(browser, "/sign-in?handler=PasskeyOptions", page, null)).Status);
        }

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests],
            statuses
        );
    }

    /// <summary>Adds the key on the page of one's own account; the browser stays signed in.</summary>
    private static async Task<TestBrowser> AddAsync(RunningServer server, TestPerson person, SoftPasskey key)
    {
        var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var page = (await browser.GetAsync("/account/passkey")).Page;
        var credential = key.Create(await OptionsAsync(browser, "/account/passkey", "Options"));
        var added = await browser.SendAsync(
            "/account/passkey",
            page,
            new() { ["Name"] = "My key", ["credential"] = credential },
            form: "data-passkey"
        );
        Assert.Equal("/account/sign-in?done=passkey", added.Location);
        return browser;
    }

    private static Task<Answer> SignInAsync(TestBrowser browser, SoftPasskey key) =>
        SendAsync(browser, "/sign-in", key);

    private static async Task<Answer> SendAsync(TestBrowser browser, string path, SoftPasskey key)
    {
        var page = (await browser.GetAsync(path)).Page;
        // A page of somebody without a passkey has no button; its other form has the token all the same.
        var signed = key.Get(await OptionsAsync(browser, path, "PasskeyOptions"));
        return await PostAsync(browser, path, page, signed);
    }

    private static Task<Answer> PostAsync(
        TestBrowser browser,
        string path,
        AngleSharp.Html.Dom.IHtmlDocument page,
        string credential
    ) => FormAsync(browser, path + "?handler=Passkey", page, credential);

    private static async Task<string> OptionsAsync(TestBrowser browser, string path, string handler)
    {
        var page = (await browser.GetAsync(path)).Page;
        var answer = await FormAsync(browser, $"{path}?handler={handler}", page, null);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Html;
    }

    /// <summary>What the script sends: the form's token, and the credential once there is one.</summary>
    private static async Task<Answer> FormAsync(
        TestBrowser browser,
        string path,
        AngleSharp.Html.Dom.IHtmlDocument page,
        string? credential
    )
    {
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.QuerySelector("input[name=__RequestVerificationToken]")!
                .GetAttribute("value")!,
        };
        if (credential is not null)
        {
            fields["credential"] = credential;
        }

        using var content = new FormUrlEncodedContent(fields);
        return await Answer.OfAsync(await browser.Http.PostAsync(new Uri(path, UriKind.Relative), content));
    }
}
