using System.Net;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Accounts;

/// <summary>A new Account Secret needs more than a password: a passkey, or app and mobile together.</summary>
public class ForgottenSecretTests
{
    private const string Mobile = "07700900321";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_password_alone_replaces_no_secret(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account/secret");
        Assert.Null(page.Page.QuerySelector("input[name=Secret]"));
        var pressed = await FormAsync(
            browser,
            "/account/secret",
            "/account",
            new() { ["Secret"] = "lanternotterbread" }
        );

        Assert.Equal("/account/secret/prove", pressed.Location);
        Assert.True(await IsAsync(people, person, person.Secrets.AccountSecret));
        // Neither passkey nor mobile: the way leads to a person.
        Assert.NotNull((await browser.GetAsync("/account/secret/prove")).Page.QuerySelector("#no-way"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task App_and_text_message_together_replace_it_without_ever_showing_it(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await people.Get<Database>().WriteAsync(tx => people.Get<Resecuring>().MoveMobileAsync(tx, person.Id, Mobile));
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var sent = await browser.PostAsync("/account/secret/prove", [], "handler=Send");
        Assert.Equal("/account/secret/prove", sent.Location);
        var code = await CodeAsync(people);

        var wrong = await browser.PostAsync(
            "/account/secret/prove",
            new() { ["TextCode"] = code, ["AppCode"] = "000000" },
            "handler=Codes"
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        var right = await browser.PostAsync(
            "/account/secret/prove",
            new() { ["TextCode"] = code, ["AppCode"] = person.NextCode() },
            "handler=Codes"
        );
        Assert.Equal("/account/secret", right.Location);
        var saved = await browser.PostAsync("/account/secret", new() { ["Secret"] = "lanternotterbread" }, "Secret");

        Assert.Equal("/account/secret?done=saved", saved.Location);
        var page = await browser.GetAsync(saved.Location!);
        Assert.DoesNotContain("lanternotter", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(person.Secrets.AccountSecret, page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.True(await IsAsync(people, person, "lanternotterbread"));
        // The proof served once.
        Assert.Null(page.Page.QuerySelector("input[name=Secret]"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_code_is_guessed_five_times_and_no_more(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await people.Get<Database>().WriteAsync(tx => people.Get<Resecuring>().MoveMobileAsync(tx, person.Id, Mobile));
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var sent = await browser.PostAsync("/account/secret/prove", [], "handler=Send");
        Assert.Equal("/account/secret/prove", sent.Location);
        var code = await CodeAsync(people);
        var app = person.NextCode();
        for (var i = 0; i < 5; i++)
        {
            var guess = code == "000000" ? "111111" : "000000";
            await browser.PostAsync(
                "/account/secret/prove",
                new() { ["TextCode"] = guess, ["AppCode"] = app },
                "handler=Codes"
            );
        }

        var sixth = await browser.PostAsync(
            "/account/secret/prove",
            new() { ["TextCode"] = code, ["AppCode"] = app },
            "handler=Codes"
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sixth.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_passkey_of_ones_own_replaces_it_and_somebody_elses_does_not(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var other = await people.PersonAsync();
        using var mine = new SoftPasskey();
        using var theirs = new SoftPasskey();
        using var browser = await AddAsync(server, person, mine);
        using var stranger = await AddAsync(server, other, theirs);

        var foreign = await PasskeyAsync(browser, theirs);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.Status);
        Assert.Null((await browser.GetAsync("/account/secret")).Page.QuerySelector("input[name=Secret]"));
        var own = await PasskeyAsync(browser, mine);
        Assert.Equal("/account/secret", own.Location);
        var saved = await browser.PostAsync("/account/secret", new() { ["Secret"] = "lanternotterbread" }, "Secret");

        Assert.Equal("/account/secret?done=saved", saved.Location);
        Assert.True(await IsAsync(people, person, "lanternotterbread"));
        // Another session with the same cookies is another session.
        Assert.NotNull(stranger.Cookie("caremail"));
    }

    private static Task<RunningServer> StartAsync(Engine engine) =>
        RunningServer.StartAsync(
            engine,
            replace: services => services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>())
        );

    private static Task<bool> IsAsync(TestPeople people, TestPerson person, string secret) =>
        people.Get<AccountSecrets>().MatchesAsync(person.Id, [.. Enumerable.Range(1, secret.Length)], secret);

    private static async Task<string> CodeAsync(TestPeople people)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (
                (await people.Get<NoticeOutbox>().ListAsync(10, patience.Token)).FirstOrDefault(n =>
                    n.Recipient == Mobile
                ) is
                { } text
            )
            {
                return text.Body[..6];
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<TestBrowser> AddAsync(RunningServer server, TestPerson person, SoftPasskey key)
    {
        var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var options = await FormAsync(browser, "/account/passkey?handler=Options", "/account/passkey", []);
        var added = await FormAsync(
            browser,
            "/account/passkey",
            "/account/passkey",
            new() { ["Name"] = "My key", ["credential"] = key.Create(options.Html) }
        );
        Assert.Equal("/account/sign-in?done=passkey", added.Location);
        return browser;
    }

    private static async Task<Answer> PasskeyAsync(TestBrowser browser, SoftPasskey key)
    {
        const string page = "/account/secret/prove";
        var options = await FormAsync(browser, page + "?handler=Options", page, []);
        Assert.Equal(HttpStatusCode.OK, options.Status);
        return await FormAsync(
            browser,
            page + "?handler=Passkey",
            page,
            new() { ["credential"] = key.Get(options.Html) }
        );
    }

    /// <summary>What the script sends: the token of a form on the page, and the fields.</summary>
    private static async Task<Answer> FormAsync(
        TestBrowser browser,
        string path,
        string page,
        Dictionary<string, string> fields
    )
    {
        fields["__RequestVerificationToken"] = (await browser.GetAsync(page))
            .Page.QuerySelector("input[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        using var content = new FormUrlEncodedContent(fields);
        return await Answer.OfAsync(await browser.Http.PostAsync(new Uri(path, UriKind.Relative), content));
    }
}
