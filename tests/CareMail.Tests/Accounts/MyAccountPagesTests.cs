using System.Net;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class MyAccountPagesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mail_program_s_password_is_shown_once_and_works(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var shown = await browser.PostAsync("/account/mail-program", new() { ["Name"] = "My iPhone" });

        Assert.Equal("Password for My iPhone", shown.Heading);
        Assert.True(shown.Response.Headers.CacheControl!.NoStore);
        var password = shown.Page.QuerySelector("#password")!.TextContent;
        var signIn = await people
            .Get<MailSignIn>()
            .AuthenticateAsync(person.Address, password, IPAddress.Parse("192.0.2.9"), "imap");
        Assert.Equal(MailSignInOutcome.Accepted, signIn.Outcome);
        var list = await browser.GetAsync("/account");
        Assert.Contains("My iPhone", list.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(password, list.Html, StringComparison.Ordinal);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("device_password.issue", (Guid?)person.Id, "My iPhone"), (act.Act, act.Actor, act.NewValue));
    }

    [Fact]
    public async Task A_name_is_asked_for_and_what_was_typed_is_kept()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = await SignedInAsync(server);

        var missing = await browser.PostAsync("/account/mail-program", new() { ["Name"] = " " });
        var tooLong = await browser.PostAsync("/account/mail-program", new() { ["Name"] = new string('x', 51) });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal("Enter a name for the device, at most 50 characters", missing.Errors);
        Assert.Equal(new string('x', 51), tooLong.Value("Name"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mail_program_is_removed_by_its_button(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await people.DevicePasswordAsync(person, "Old tablet");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var page = (await browser.GetAsync("/account")).Page;

        var removed = await browser.SendAsync("/account", page, [], form: "Old tablet");

        Assert.Equal("/account?done=removed", removed.Location);
        var after = await browser.GetAsync(removed.Location!);
        Assert.Contains("The mail program is removed. It stopped at once.", after.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Old tablet", after.Html, StringComparison.Ordinal);
        Assert.Equal("device_password.revoke", (await people.ActsOnAsync(person.Id))[^1].Act);

        var twice = await browser.SendAsync("/account", page, [], form: "Old tablet");
        Assert.Equal("That mail program is not in your list any more", twice.Errors);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_browser_is_signed_out_by_its_button_and_this_one_stays(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var here = new TestBrowser(server);
        await here.SignInAsync(person);
        using var there = new TestBrowser(
            server,
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/605.1"
        );
        await there.SignInAsync(person);
        var page = (await here.GetAsync("/account")).Page;

        var done = await here.SendAsync("/account", page, [], form: "Safari on iPad");

        Assert.Equal("/account?done=signed-out", done.Location);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        Assert.Equal("sessions.end", (await people.ActsOnAsync(person.Id))[^1].Act);
    }

    [Fact]
    public async Task Nobody_removes_what_is_another_s()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var victim = await people.PersonAsync();
        var theirs = await people.DevicePasswordAsync(victim, "Victim’s phone");
        var attacker = await people.PersonAsync();
        await people.DevicePasswordAsync(attacker, "Own phone");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(attacker);

        var answer = await browser.PostAsync("/account", new() { ["id"] = theirs.Id.ToString() }, form: "Own phone");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        var left = await people.Get<CareMail.Identity.Devices.DevicePasswords>().OfAccountAsync(victim.Id);
        Assert.Single(left);
    }

    [Fact]
    public async Task B71_a_device_s_name_and_a_person_s_are_shown_as_text()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        const string payload = "<img src=x onerror=alert(1)>";
        var person = await people.PersonAsync(first: payload);
        TestPeople.Done(await people.Get<IssueDevicePassword>().RunAsync(person.Actor, person.Id, payload));
        using var browser = new TestBrowser(server, "Mozilla/5.0 <script>alert(1)</script> Firefox/1");
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account");

        Assert.Contains(payload, page.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.Page.QuerySelectorAll("img, [onerror], script:not([src])"));
    }

    private static async Task<TestBrowser> SignedInAsync(RunningServer server)
    {
        var browser = new TestBrowser(server);
        await browser.SignInAsync(await new TestPeople(server.Services).PersonAsync());
        return browser;
    }
}
