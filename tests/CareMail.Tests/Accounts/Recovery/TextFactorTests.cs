using System.Net;
using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Storage;
using CareMail.Tests.Accounts.Tasks;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts.Recovery;

public sealed class TextFactorTests : IAsyncLifetime
{
    private const string Enrol = "/sign-in/tasks/second-factor/text";
    private const string Mobile = "07700900555";

    private readonly List<RunningServer> _servers = [];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Text_messages_are_proven_at_the_first_sign_in_and_used_at_the_next(Engine engine)
    {
        var server = await ServerAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await WithTextsAsync(server, people);
        using var browser = new TestBrowser(server);
        var sentBefore = (await Texts.ToAsync(server, Mobile, 0)).Count;

        var asked = await PasswordAsync(browser, person);
        Assert.Equal("/sign-in/text", asked.Location);
        var page = await browser.GetAsync("/sign-in/text");
        Assert.Contains("555", page.Html, StringComparison.Ordinal);
        Assert.Equal(sentBefore, (await Texts.ToAsync(server, Mobile, 0)).Count);
        await browser.PostAsync("/sign-in/text", [], "handler=Send");
        var code = await Texts.CodeAsync(server, Mobile, sentBefore + 1);
        var signedIn = await browser.PostAsync("/sign-in/text?sent=yes", new() { ["TextedCode"] = code });

        Assert.Equal("/sign-in/tasks", signedIn.Location);
    }

    [Fact]
    public async Task A_code_belongs_to_the_browser_that_asked_for_it_and_works_once()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await WithTextsAsync(server, people);
        using var first = new TestBrowser(server);
        using var second = new TestBrowser(server);
        await PasswordAsync(first, person);
        await PasswordAsync(second, person);
        var before = (await Texts.ToAsync(server, Mobile, 0)).Count;
        await first.PostAsync("/sign-in/text", [], "handler=Send");
        var code = await Texts.CodeAsync(server, Mobile, before + 1);

        var elsewhere = await second.PostAsync("/sign-in/text?sent=yes", new() { ["TextedCode"] = code });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, elsewhere.Status);
        var page = (await first.GetAsync("/sign-in/text?sent=yes")).Page;
        var right = await first.SendAsync("/sign-in/text", page, new() { ["TextedCode"] = code });
        Assert.Equal(HttpStatusCode.Redirect, right.Status);
        await PasswordAsync(first, person);
        var again = await first.PostAsync("/sign-in/text?sent=yes", new() { ["TextedCode"] = code });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
    }

    [Fact]
    public async Task Administrators_are_told_why_they_cannot_use_text_messages()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var admin = await people.PersonAsync(null, "Ada", "Min", Role.LocalAdmin);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(admin);

        var page = await browser.GetAsync("/account/sign-in");
        Assert.Contains("taken over at a shop counter", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/account/texts", page.Html, StringComparison.Ordinal);
        var refused = await browser.PostAsync("/account/texts", new() { ["Mobile"] = Mobile });
        Assert.Contains("taken over at a shop counter", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_becomes_an_administrator_signs_in_by_recovery_code_and_sets_up_an_app()
    {
        var server = await ServerAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await AddTextsAsync(server, person);
        await people
            .Get<Database>()
            .WriteAsync(tx =>
                people
                    .Get<AccountRecords>()
                    .GiveRoleAsync(tx, person.Id, new RoleGrant(Role.LocalAdmin, person.Organisation.Id))
            );
        await people
            .Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync("UPDATE identity_account SET authenticator = NULL WHERE id = @Id", new { person.Id })
            );
        using var browser = new TestBrowser(server);

        Assert.Equal("/sign-in/code", (await browser.PasswordAsync(person)).Location);
        Assert.Contains(
            "Since you were given your role",
            (await browser.GetAsync("/sign-in/code")).Html,
            StringComparison.Ordinal
        );
        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/text")).Location);
        var recovered = await browser.PostAsync(
            "/sign-in/recovery-code",
            new() { ["RecoveryCode"] = person.Secrets.RecoveryCodes[0] }
        );

        Assert.Equal("/sign-in/tasks", recovered.Location);
        Assert.Contains(
            "Why no text messages",
            (await browser.GetAsync("/sign-in/tasks/second-factor")).Html,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_browser_that_was_not_used_before_is_told_of_and_one_that_was_is_not(Engine engine)
    {
        var server = await ServerAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        TestPeople.Done(
            await people.Get<ChangeProfile>().RunAsync(person.Actor, new ProfileAnswers("Ife", "", Mobile, false))
        );
        using var first = new TestBrowser(server);
        await first.SignInAsync(person);
        await first.SignInAsync(person);
        Assert.DoesNotContain(await people.ActsOnAsync(person.Id), act => act.Act == "session.new_browser");
        using var second = new TestBrowser(server, "Mozilla/5.0 (Windows NT 10.0) Edg/140");

        await second.SignInAsync(person);

        var text = Assert.Single(await Texts.ToAsync(server, Mobile));
        Assert.Contains("Edge on Windows", text, StringComparison.Ordinal);
        var record = await second.GetAsync("/account/record");
        Assert.Contains("not used before: Edge on Windows", record.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_button_signs_out_every_other_browser_and_every_mail_program(Engine engine)
    {
        var server = await ServerAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        using var here = new TestBrowser(server);
        using var there = new TestBrowser(server);
        await here.SignInAsync(person);
        await there.SignInAsync(person);

        var done = await here.PostAsync("/account/sign-out-everywhere", []);

        Assert.Equal("/account?done=everywhere", done.Location);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        Assert.Equal("/sign-in?return=%2Faccount", (await there.GetAsync("/account")).Location);
        var mail = await people
            .Get<MailSignIn>()
            .AuthenticateAsync(person.Address, device.Password, IPAddress.Loopback, "imap");
        Assert.Equal(MailSignInOutcome.Refused, mail.Outcome);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("sessions.end", "everywhere"), (act.Act, act.NewValue));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<RunningServer> ServerAsync(Engine engine)
    {
        var server = await RunningServer.StartAsync(engine, replace: Texts.AreKept);
        _servers.Add(server);
        return server;
    }

    /// <summary>Somebody new, as far as codes by text message.</summary>
    private static async Task<Newcomer> WithTextsAsync(RunningServer server, TestPeople people)
    {
        var newcomer = await people.NewcomerAsync();
        using var browser = new TestBrowser(server);
        await browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = newcomer.Address, ["Password"] = newcomer.Password }
        );
        await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = FirstSignIn.Password, ["Again"] = FirstSignIn.Password }
        );
        await new FirstSignIn(browser, newcomer).AcceptPolicyAsync();
        await browser.PostAsync(Enrol, new() { ["Mobile"] = Mobile });
        var code = await Texts.CodeAsync(server, Mobile);
        var proven = await browser.PostAsync(Enrol + "?sent=yes", new() { ["TypedCode"] = code });
        Assert.Equal("/sign-in/tasks/second-factor/codes", proven.Location);
        return newcomer;
    }

    private static async Task AddTextsAsync(RunningServer server, TestPerson person)
    {
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        await browser.PostAsync("/account/texts", new() { ["Mobile"] = Mobile });
        var code = await Texts.CodeAsync(server, Mobile);
        var added = await browser.PostAsync("/account/texts?sent=yes", new() { ["TypedCode"] = code });
        Assert.Equal("/account/sign-in?done=texts", added.Location);
    }

    private static Task<Answer> PasswordAsync(TestBrowser browser, Newcomer person) =>
        browser.PostAsync("/sign-in", new() { ["UserName"] = person.Address, ["Password"] = FirstSignIn.Password });
}
