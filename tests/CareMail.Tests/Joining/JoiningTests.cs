using System.Net;
using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Joining;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Joining;

public class JoiningTests(JoiningServers servers) : IClassFixture<JoiningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_home_joins_from_its_name_to_accounts_mailbox_and_notices(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        using var browser = world.Browser();

        // Found, and told at once.
        var found = await browser.GetAsync($"/join?q={home.Code}");
        Assert.Contains($"/join/home/{home.Code}", found.Html, StringComparison.Ordinal);
        var answer = await browser.GetAsync($"/join/home/{home.Code}");
        Assert.EndsWith("can join CareMail", answer.Heading, StringComparison.Ordinal);
        Assert.Contains($"ending {home.Ending}", answer.Html, StringComparison.Ordinal);

        // Begun, proved, people named, checked, sent.
        var owner = world.Person("Gwen", "O’Neill" + home.Code, owner: true);
        var member = world.Person("Kit", "Rowe" + home.Code);
        var (applicant, email, application) = await world.ApplyAsync(home, owner, member);
        using (applicant)
        {
            var status = await applicant.GetAsync("/join/status");
            Assert.Contains(application.Reference, status.Html, StringComparison.Ordinal);
            Assert.Equal(ApplicationState.Submitted, application.State);
        }

        Assert.Contains(
            application.Reference,
            (await world.NoticesToAsync(email))[^1].Subject,
            StringComparison.Ordinal
        );

        // Approved.
        var caseworker = await world.CaseworkerAsync();
        var joined = await world.ApproveAsync(caseworker, application);

        Assert.Equal((home.Code, OrganisationKind.CareSite), (joined.Organisation.Ods, joined.Organisation.Kind));
        Assert.Equal(CareMail.Organisations.Allowance.OfCareSite, joined.Organisation.Allowance);
        Assert.Equal($"care.{home.Code}@caremail.example".ToLowerInvariant(), joined.Mailbox.Address.ToString());
        var gwen = await AccountAsync(world, $"gwen.oneill{home.Code}@caremail.example");
        var kit = await AccountAsync(world, $"kit.rowe{home.Code}@caremail.example");
        Assert.Equal(AccountState.New, gwen.State);
        var access = world.Get<MailboxAccess>();
        Assert.Equal(AccessRight.Owner, await access.RightAsync(gwen.Id, joined.Mailbox.MailboxId));
        Assert.Equal(AccessRight.Member, await access.RightAsync(kit.Id, joined.Mailbox.MailboxId));
        Assert.Contains(
            new RoleGrant(Role.Owner, joined.Organisation.Id),
            await world.Get<AccountRecords>().RolesOfAsync(gwen.Id)
        );
        Assert.Equal(
            RecipientState.Accepts,
            (await world.Get<Addresses>().ResolveAsync(joined.Mailbox.Address))!.State
        );

        // Told: the user name by e-mail, the password by text, the applicant of both.
        var letter = Assert.Single(await world.NoticesToAsync(owner["Email"]));
        Assert.Contains(gwen.UserName, letter.Body, StringComparison.Ordinal);
        var text = Assert.Single(
            await world.NoticesToAsync(owner["Mobile"].Replace(" ", "", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(gwen.UserName, text.Body, StringComparison.Ordinal);
        Assert.Contains("Welcome", (await world.NoticesToAsync(email))[^1].Body, StringComparison.Ordinal);

        // Recorded.
        Assert.Contains(
            ("application.approve", (Guid?)caseworker.Id),
            (await world.People.ActsOnAsync(application.Id)).Select(a => (a.Act, a.Actor))
        );
        Assert.Contains(
            (await world.People.ActsOnAsync(gwen.Id)),
            act => act.Act == "person.add" && act.Reason == $"application {application.Reference}"
        );

        // The password in the text message leads to the first task, and to nothing else.
        using var newcomer = world.Browser();
        var password = text.Body.Split("password is ")[1].Split(' ')[0];
        var into = await newcomer.PostAsync(
            "/sign-in",
            new() { ["UserName"] = gwen.UserName, ["Password"] = password }
        );
        Assert.Equal(HttpStatusCode.Redirect, into.Status);
        Assert.StartsWith("/sign-in/tasks", into.Location, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Sent_twice_it_is_one_application_and_going_back_changes_nothing(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, email) = await world.BeginAsync(home);
        using var _ = browser;
        await world.ProveAsync(browser, home);
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown" + home.Code, owner: true));
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe" + home.Code));
        var page = (await browser.GetAsync("/join/answers")).Page;
        var people = (await browser.GetAsync("/join/people/add")).Page;

        var both = await Task.WhenAll(
            browser.SendAsync("/join/answers", page, [], "novalidate"),
            browser.SendAsync("/join/answers", page, [], "novalidate")
        );
        Assert.All(both, answer => Assert.Equal("/join/status", answer.Location));

        // The back button: every page of the draft leads to where it stands, and its old forms do nothing.
        foreach (var path in new[] { "/join/people", "/join/proof", "/join/answers", "/join/next" })
        {
            Assert.Equal("/join/status", (await browser.GetAsync(path)).Location);
        }

        var late = await browser.SendAsync("/join/people/add", people, world.Person("Late", "Comer"), "novalidate");
        Assert.Equal("/join/status", late.Location);
        var application = await world.ApplicationAsync(home);
        Assert.Equal(2, (await world.Get<Applications>().PeopleAsync(application)).Count);
        Assert.Single(
            await world.NoticesToAsync(email),
            n => n.Subject.Contains("We have your", StringComparison.Ordinal)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_drafts_of_one_home_the_first_sent_counts_and_the_other_is_led_to_the_way_in(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (first, _) = await world.BeginAsync(home);
        var (second, _) = await world.BeginAsync(home);
        foreach (var browser in new[] { first, second })
        {
            await world.ProveAsync(browser, home);
            await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown" + home.Code, owner: true));
            await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe" + home.Code));
        }

        var answers = await Task.WhenAll(
            first.PostAsync("/join/answers", [], "novalidate"),
            second.PostAsync("/join/answers", [], "novalidate")
        );

        Assert.Single(answers, a => a.Location == "/join/status");
        var other = Assert.Single(answers, a => a.Location is null);
        Assert.Contains("Somebody else has just sent an application", other.Errors, StringComparison.Ordinal);
        using var third = world.Browser();
        var page = await third.GetAsync($"/join/home/{home.Code}");
        Assert.Contains("is already with us", page.Heading, StringComparison.Ordinal);
        Assert.DoesNotContain("postbox.example", page.Html, StringComparison.Ordinal);
        Assert.Equal($"/join/home/{home.Code}", (await third.GetAsync($"/join/start/{home.Code}")).Location);
        first.Dispose();
        second.Dispose();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_home_that_is_here_is_led_to_its_own_people(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, _, application) = await world.ApplyAsync(home);
        browser.Dispose();
        await world.ApproveAsync(await world.CaseworkerAsync(), application);
        using var somebody = world.Browser();

        var page = await somebody.GetAsync($"/join/home/{home.Code}");

        Assert.EndsWith("is on CareMail already", page.Heading, StringComparison.Ordinal);
        Assert.Contains("Ask a colleague", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Ashdown", page.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_draft_is_resumed_from_its_link_which_opening_does_not_use_up(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, email) = await world.BeginAsync(home);
        await world.ProveAsync(browser, home);
        var left = await browser.PostAsync("/join/later", []);
        Assert.Equal("Saved", left.Heading);
        Assert.Equal("/join/no-application", (await browser.GetAsync("/join/people")).Location);
        browser.Dispose();

        var link = await world.LinkToAsync(email);
        using var elsewhere = world.Browser();
        // B81: a scanner opens every link, as often as it likes.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync(link)).Status);
            Assert.Equal("/join/no-application", (await elsewhere.GetAsync("/join/people")).Location);
        }

        Assert.Equal("/join/next", (await elsewhere.PostAsync(link, [])).Location);
        Assert.Equal("/join/people", (await elsewhere.GetAsync("/join/next")).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_draft_nobody_came_back_to_is_erased_after_thirty_days(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var home = world.FreshHome();
        var (browser, email) = await world.BeginAsync(home);
        using var _ = browser;
        await world.ProveAsync(browser, home);
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        var link = await world.LinkToAsync(email);
        var draft = await world.ApplicationAsync(home);

        world.Clock.Advance(TimeSpan.FromDays(30));
        // On its day, whether or not the clearing came by.
        Assert.Equal("/join/no-application", (await browser.GetAsync("/join/people")).Location);
        Assert.Equal("/join/no-application", (await browser.GetAsync(link)).Location);
        await world.Get<JoiningUpkeep>().RunOnceAsync();

        var now = await world.ApplicationAsync(home);
        Assert.Equal((ApplicationState.Expired, null), (now.State, now.Email));
        Assert.All(await world.Get<Applications>().PeopleAsync(draft), person => Assert.Null(person.Content));
    }

    private static async Task<AccountSummary> AccountAsync(JoiningWorld world, string address) =>
        (await world.Get<AccountRecords>().FindByNameAsync(EmailAddress.Parse(address.ToLowerInvariant()).ToString()))!;
}
