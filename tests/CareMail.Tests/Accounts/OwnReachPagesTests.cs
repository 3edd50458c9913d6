using System.Globalization;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

/// <summary>One's own second address, and what is answered while one is away.</summary>
public class OwnReachPagesTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_second_address_counts_once_the_code_sent_there_has_come_back(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, replace: Texts.AreKept);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        const string path = "/account/second-email";
        await browser.PostAsync("/account/confirm?return=" + path, new() { ["Password"] = person.Secrets.Password });

        var ours = await browser.PostAsync(path, new() { ["Email"] = person.Address }, "handler=Send");
        Assert.Contains("outside this service", ours.Errors, StringComparison.Ordinal);
        var sent = await browser.PostAsync(path, new() { ["Email"] = "ife@home.example" }, "handler=Send");
        Assert.Equal(path + "?sent=yes", sent.Location);
        Assert.Null((await people.Get<AccountLives>().ReachAsync(person.Id)).Email);
        var code = await Texts.CodeAsync(server, "ife@home.example");
        var wrong = await browser.PostAsync(
            sent.Location!,
            new() { ["TypedCode"] = code == "000000" ? "000001" : "000000" },
            "TypedCode"
        );
        Assert.Contains("not right", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(
            path,
            (await browser.PostAsync(sent.Location!, new() { ["TypedCode"] = code }, "TypedCode")).Location
        );

        Assert.Equal("ife@home.example", (await people.Get<AccountLives>().ReachAsync(person.Id)).Email);
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("profile.change", "second e-mail address"), (act.Act, act.NewValue));
        await browser.PostAsync(path, [], "handler=Remove");
        Assert.Null((await people.Get<AccountLives>().ReachAsync(person.Id)).Email);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_says_what_is_answered_while_they_are_away(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        var next = TimeProvider.System.GetUtcNow().AddDays(40);
        var typed = new Dictionary<string, string>
        {
            ["From.Day"] = next.Day.ToString(CultureInfo.InvariantCulture),
            ["From.Month"] = next.Month.ToString(CultureInfo.InvariantCulture),
            ["From.Year"] = next.Year.ToString(CultureInfo.InvariantCulture),
            ["Until.Day"] = "31",
            ["Until.Month"] = "2",
            ["Until.Year"] = "2027",
            ["Words"] = "Back soon.",
        };

        var wrong = await browser.PostAsync("/account/away", typed, "Words");
        Assert.StartsWith("Enter the last day", wrong.Errors, StringComparison.Ordinal);
        (typed["Until.Day"], typed["Until.Month"], typed["Until.Year"]) = (
            next.Day.ToString(CultureInfo.InvariantCulture),
            next.Month.ToString(CultureInfo.InvariantCulture),
            next.Year.ToString(CultureInfo.InvariantCulture)
        );
        Assert.Equal("/account/away", (await browser.PostAsync("/account/away", typed, "Words")).Location);

        var reply = (await people.Get<AwayReplies>().FindAsync(person.MailboxId))!;
        Assert.Equal("Back soon.", reply.Words);
        // One day away, from midnight to midnight by British clocks.
        Assert.InRange((reply.Ends - reply.Begins).TotalHours, 23, 25);
        Assert.Equal("away_reply.change", (await people.ActsOnAsync(person.Id))[^1].Act);
        await browser.PostAsync("/account/away", [], "handler=End");
        Assert.Null(await people.Get<AwayReplies>().FindAsync(person.MailboxId));
    }
}
