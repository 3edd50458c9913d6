using System.Net;
using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Webhooks;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Provisioning;

/// <summary>How an organisation has its programs taken.</summary>
public class FeedTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory]
    [InlineData(Standing.AtWork, AccountState.Disabled, PersonStep.Enable)]
    [InlineData(Standing.AtWork, AccountState.Left, PersonStep.TakeBack)]
    [InlineData(Standing.AtWork, AccountState.Deleted, PersonStep.Restore)]
    [InlineData(Standing.AtWork, AccountState.Locked, null)]
    [InlineData(Standing.Back, AccountState.Left, PersonStep.Enable)]
    [InlineData(Standing.Inactive, AccountState.Active, PersonStep.Disable)]
    [InlineData(Standing.Inactive, AccountState.New, PersonStep.Leave)]
    [InlineData(Standing.Inactive, AccountState.Disabled, null)]
    [InlineData(Standing.Left, AccountState.Disabled, PersonStep.Leave)]
    [InlineData(Standing.Left, AccountState.Deleted, null)]
    [InlineData(Standing.Away, AccountState.Disabled, null)]
    public void What_is_said_of_somebody_is_done_by_the_use_case_that_fits(
        object wanted,
        AccountState state,
        object? step
    ) => Assert.Equal((PersonStep?)step, PersonSteps.StepTo((Standing)wanted, state, InactiveMeans.Disabled));

    [Fact]
    public void A_change_opens_first_and_closes_last()
    {
        var person = new AccountSummary(
            Guid.NewGuid(),
            Guid.NewGuid(),
            "nia.roe@trust.example",
            "Nia",
            "Roe",
            "Nia Roe",
            AccountState.Disabled,
            default
        );
        var back = new PersonChange { Standing = Standing.AtWork, FamilyName = "Hart" };
        var gone = new PersonChange { Standing = Standing.Left, FamilyName = "Hart" };

        Assert.Equal([PersonStep.Enable, PersonStep.Rename], PersonSteps.Of(back, person, InactiveMeans.Disabled));
        Assert.Equal([PersonStep.Rename, PersonStep.Leave], PersonSteps.Of(gone, person, InactiveMeans.Disabled));
        Assert.Empty(PersonSteps.Of(new PersonChange { GivenName = "Nia" }, person, InactiveMeans.Left));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_administrators_change_stop_and_resume_and_say_why(Engine engine)
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(engine));
        using var other = await ScimWorld.OnAsync(world.Server);
        var (at, change) = (world.Organisation.Id, world.People.Get<ChangeFeed>());
        var (pause, resume) = (world.People.Get<PauseFeed>(), world.People.Get<ResumeFeed>());
        var wish = new FeedWish(InactiveMeans.Left, new Brake(5, 50, 1), "moved to another HR system");

        Assert.Contains(
            "not yours",
            Refused(await change.RunAsync(other.Admin.Actor, at, wish, default)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not yours",
            Refused(await pause.RunAsync(other.Admin.Actor, at, "x", default)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Say why",
            Refused(await change.RunAsync(world.Admin.Actor, at, wish with { Reason = " " }, default)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Say why",
            Refused(await pause.RunAsync(world.Admin.Actor, at, "two\nlines", default)),
            StringComparison.Ordinal
        );
        foreach (var brake in new[] { new Brake(0, 50, 1), new Brake(5, 101, 1), new Brake(5, 50, -1) })
        {
            Assert.Contains(
                "Enter a number",
                Refused(await change.RunAsync(world.Admin.Actor, at, wish with { Brake = brake }, default)),
                StringComparison.Ordinal
            );
        }

        TestPeople.Done(await change.RunAsync(world.Admin.Actor, at, wish, default));
        TestPeople.Done(await pause.RunAsync(world.Admin.Actor, at, "a token may have leaked.", default));
        Assert.Contains(
            "already",
            Refused(await pause.RunAsync(world.Admin.Actor, at, "again", default)),
            StringComparison.Ordinal
        );
        var stopped = await FeedTable.FindAsync(world.People.Get<Database>(), at, default);
        TestPeople.Done(await resume.RunAsync(world.Admin.Actor, at, "it had not", default));
        var after = await FeedTable.FindAsync(world.People.Get<Database>(), at, default);

        Assert.Equal((InactiveMeans.Left, new Brake(5, 50, 1)), (after.InactiveMeans, after.OwnBrake!));
        Assert.Equal("a token may have leaked", stopped.PausedWhy);
        Assert.Null(after.Paused);
        var acts = await world.People.ActsOnAsync(at);
        Assert.Contains(
            acts,
            a =>
                a.Act == "feed.change"
                && a.Reason == wish.Reason
                && a.OldValue!.Contains("service's", StringComparison.Ordinal)
        );
        Assert.Contains(acts, a => a.Act == "feed.pause" && a.Actor == world.Admin.Id);
        Assert.Contains(acts, a => a.Act == "feed.resume" && a.OldValue == stopped.PausedWhy);
    }

    [Fact]
    public async Task The_pages_show_the_numbers_keep_what_was_typed_and_stop_the_programs()
    {
        using var world = await ScimWorld.OnAsync(await servers.OnAsync(Engine.Sqlite));
        using var browser = new TestBrowser(world.Server);
        await browser.SignInAsync(world.Admin);
        var path = $"/manage/tokens/{world.Organisation.Id}";

        var form = await browser.GetAsync(path);
        var wrong = await browser.SendAsync(
            path,
            form.Page,
            new()
            {
                ["Means"] = "Left",
                ["Own"] = "own",
                ["People"] = "many",
                ["Percent"] = "20",
                ["Least"] = "2",
                ["Reason"] = "why not",
            }
        );
        var saved = await browser.SendAsync(
            path,
            wrong.Page,
            new()
            {
                ["Means"] = "Left",
                ["Own"] = "own",
                ["People"] = "7",
                ["Percent"] = "20",
                ["Least"] = "2",
                ["Reason"] = "why not",
            }
        );
        var list = await browser.GetAsync("/manage/tokens");
        var stop = await browser.GetAsync(path + "/stop");
        var stopped = await browser.SendAsync(path + "/stop", stop.Page, new() { ["Reason"] = "we look into it" });
        var after = await browser.GetAsync("/manage/tokens");

        Assert.Contains("After 20 accounts or 10 per cent", form.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Enter a number from 1 to 100,000", wrong.Html, StringComparison.Ordinal);
        Assert.Equal("many", wrong.Page.QuerySelector("#People")!.GetAttribute("value"));
        Assert.Equal("/manage/tokens", saved.Location);
        Assert.Contains("Saved how programs are taken", list.Html, StringComparison.Ordinal);
        Assert.Contains("they have left", list.Html, StringComparison.Ordinal);
        Assert.Contains("Stopped after 7 accounts or 20 per cent", list.Html, StringComparison.Ordinal);
        Assert.Equal("/manage/tokens", stopped.Location);
        Assert.Contains("we look into it", after.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.20.0.5", true)]
    [InlineData("10.21.0.5", false)]
    [InlineData("::ffff:10.20.0.5", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::1", false)]
    [InlineData("8.8.8.8", true)]
    public void Webhooks_reach_the_networks_that_the_operator_named_and_never_this_machine(string address, bool may)
    {
        var all = new CareMailSettings
        {
            WebhookNets =
            [
                IPNetwork.Parse("10.20.0.0/16"),
                IPNetwork.Parse("127.0.0.0/8"),
                IPNetwork.Parse("169.254.0.0/16"),
                IPNetwork.Parse("::/0"),
            ],
        };

        Assert.Equal(may, WebhookNetwork.Of(all).MayReach(IPAddress.Parse(address)));
        Assert.Equal(
            address == "8.8.8.8",
            WebhookNetwork.Of(new CareMailSettings()).MayReach(IPAddress.Parse(address))
        );
    }

    private static string Refused(Outcome<Feed> outcome) => TestPeople.Refused(outcome);
}
