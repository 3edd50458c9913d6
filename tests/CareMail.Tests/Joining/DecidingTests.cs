using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Joining;
using CareMail.Joining.Deciding;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Joining;

public class DecidingTests(JoiningServers servers) : IClassFixture<JoiningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_caseworker_asks_gets_an_answer_and_approves_on_one_screen(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (applicant, email, application) = await world.ApplyAsync(home);
        var caseworker = await world.CaseworkerAsync();
        using var desk = world.Browser();
        await desk.SignInAsync(caseworker);
        var path = $"/helpdesk/applications/{application.Id}";

        var page = await desk.GetAsync(path);
        Assert.Contains("Make 2 accounts", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(home.LocationId, page.Html, StringComparison.Ordinal);
        Assert.Contains("may_apply", page.Html, StringComparison.Ordinal);
        var asked = await DeskPostAsync(desk, path, "Ask", "Which of the two is the manager?");
        Assert.Equal(path, asked.Location);
        Assert.Contains("Which of the two", (await world.NoticesToAsync(email))[^1].Body, StringComparison.Ordinal);

        var status = await applicant.GetAsync("/join/status");
        Assert.Contains("Which of the two is the manager?", status.Html, StringComparison.Ordinal);
        Assert.Equal(
            "/join/status",
            (await applicant.PostAsync("/join/status", new() { ["Words"] = "Gwen is." }, "novalidate")).Location
        );
        applicant.Dispose();
        Assert.Contains("Gwen is.", (await desk.GetAsync(path)).Html, StringComparison.Ordinal);

        var approved = await DeskPostAsync(desk, path, "Approve", "Welcome");
        Assert.Equal("/helpdesk/applications", approved.Location);
        Assert.Contains(
            "2 new accounts",
            (await desk.GetAsync("/helpdesk/applications")).Html,
            StringComparison.Ordinal
        );
        Assert.Equal(ApplicationState.Approved, (await world.ApplicationAsync(home)).State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_caseworkers_the_second_looks_again(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var (browser, _, application) = await world.ApplyAsync(world.FreshHome(mobile: true));
        browser.Dispose();
        var (one, two) = (await world.CaseworkerAsync(), await world.CaseworkerAsync());
        var approve = world.Get<ApproveApplication>();
        var answer = world.Get<AnswerApplicant>();

        var approvals = Task.WhenAll(
            approve.RunAsync(one.Actor, new Approval(application.Id, application.Version, null)),
            approve.RunAsync(two.Actor, new Approval(application.Id, application.Version, null))
        );
        var rejected = await answer.RejectAsync(two.Actor, application.Id, application.Version - 1, "Seen too late");

        Assert.Single(await approvals, a => a.IsDone(out var _, out _));
        Assert.Contains("looked at it", TestPeople.Refused(rejected), StringComparison.Ordinal);
        Assert.Single(
            await world
                .Get<Database>()
                .QueryAsync<Guid>(
                    "SELECT subject FROM audit_entry WHERE act = 'application.approve' AND subject = @Id",
                    new { application.Id }
                )
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_rejection_needs_words_is_asked_once_more_and_frees_the_home(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, email, application) = await world.ApplyAsync(home);
        var caseworker = await world.CaseworkerAsync();
        using var desk = world.Browser();
        await desk.SignInAsync(caseworker);
        var path = $"/helpdesk/applications/{application.Id}";

        var wordless = await DeskPostAsync(desk, path, "Reject", "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wordless.Status);
        Assert.Contains("Write the reason", wordless.Errors, StringComparison.Ordinal);
        var sure = await DeskPostAsync(desk, path, "Reject", "The home is being sold.");
        Assert.Contains("Reject for good?", sure.Html, StringComparison.Ordinal);
        Assert.Equal(ApplicationState.Submitted, (await world.ApplicationAsync(home)).State);
        var rejected = await DeskSendAsync(desk, path, sure, "Reject", "The home is being sold.");
        Assert.Equal(path, rejected.Location);

        Assert.Contains(
            "The home is being sold.",
            (await world.NoticesToAsync(email))[^1].Body,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "could not approve",
            (await browser.GetAsync("/join/status")).Heading,
            StringComparison.Ordinal
        );
        browser.Dispose();
        using var again = world.Browser();
        Assert.Contains(
            "can join",
            (await again.GetAsync($"/join/home/{home.Code}")).Heading,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_who_has_an_account_is_linked_and_never_doubled(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var elsewhere = await world.People.PersonAsync(first: "Kit", last: "Elsewhere" + home.Code);
        var namesake = await world.People.PersonAsync(first: "Sam", last: "Twice" + home.Code);
        var owner = world.Person("Gwen", "Ashdown" + home.Code, owner: true);
        var linked = world.Person("Kit", "Elsewhere" + home.Code);
        (linked["Email"], linked["Mobile"], linked["Address"]) = ("", "", elsewhere.Address);
        var twice = world.Person("Sam", "Twice" + home.Code);
        var (browser, _) = await world.BeginAsync(home);
        using (browser)
        {
            await world.ProveAsync(browser, home);
            await JoiningWorld.NameAsync(browser, owner);
            await JoiningWorld.NameAsync(browser, linked);
            await JoiningWorld.NameAsync(browser, twice);
            await browser.PostAsync("/join/answers", [], "novalidate");
        }

        var application = await world.ApplicationAsync(home);
        var file = await world.Get<ApplicationFiles>().OpenAsync(application);
        Assert.Contains(file.People[1].Checks, c => c.Says == "Has an account: link");
        Assert.Contains(file.People[2].Checks, c => c.Says == $"Same name as {namesake.Address}");
        var caseworker = await world.CaseworkerAsync();
        var joined = TestPeople.Done(
            await world
                .Get<ApproveApplication>()
                .RunAsync(
                    caseworker.Actor,
                    new Approval(application.Id, application.Version, null)
                    {
                        Links = new Dictionary<Guid, Guid> { [file.People[2].Person.Id] = namesake.Id },
                    }
                )
        );

        Assert.Equal((1, 2), (joined.NewAccounts, joined.Linked));
        var access = world.Get<MailboxAccess>();
        Assert.Equal(AccessRight.Member, await access.RightAsync(elsewhere.Id, joined.Mailbox.MailboxId));
        Assert.Equal(AccessRight.Member, await access.RightAsync(namesake.Id, joined.Mailbox.MailboxId));
        Assert.Equal(
            elsewhere.Organisation.Id,
            (await world.Get<AccountRecords>().FindAsync(elsewhere.Id))!.OrganisationId
        );
        Assert.Contains(
            joined.Mailbox.Address.ToString(),
            Assert.Single(await world.MailInAsync(elsewhere.MailboxId)),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_account_that_does_not_exist_stops_the_approval_and_is_told_to_nobody_before(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var missing = world.Person("Nobody", "Here");
        (missing["Email"], missing["Mobile"], missing["Address"]) = ("", "", "nobody.here@caremail.example");
        // The same answer as for an address that somebody has: what exists is not told to applicants.
        var (browser, _, application) = await world.ApplyAsync(home, member: missing);
        browser.Dispose();
        var caseworker = await world.CaseworkerAsync();

        var refused = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(application.Id, application.Version, null));

        Assert.Contains("has none", TestPeople.Refused(refused), StringComparison.Ordinal);
        Assert.Null(await world.Get<OrganisationTable>().FindByOdsAsync(home.Code));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_approval_that_cannot_be_finished_leaves_nothing_behind(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _, application) = await world.ApplyAsync(home);
        browser.Dispose();
        // Somebody took the home's address once: it is never given again.
        var squatter = await world.People.OrganisationAsync();
        var owner = await world.People.PersonAsync(squatter);
        TestPeople.Done(
            await world
                .Get<CreateSharedMailbox>()
                .RunAsync(
                    TestPeople.Operator,
                    new NewSharedMailbox(squatter.Id) { LocalPart = "care." + home.Code, Owners = [owner.Id] }
                )
        );
        var caseworker = await world.CaseworkerAsync();
        var before = await CountsAsync(world);

        var refused = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(application.Id, application.Version, null));

        Assert.Contains("taken", TestPeople.Refused(refused), StringComparison.Ordinal);
        Assert.Equal(before, await CountsAsync(world));
        var now = await world.ApplicationAsync(home);
        Assert.Equal((ApplicationState.Submitted, application.Version), (now.State, now.Version));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_national_helpdesk_sees_asks_and_rings_and_makes_no_accounts(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var (browser, _, application) = await world.ApplyAsync(world.FreshHome());
        browser.Dispose();
        var agent = await world.CaseworkerAsync(Role.NationalHelpdesk);
        using var desk = world.Browser();
        await desk.SignInAsync(agent);
        var page = await desk.GetAsync($"/helpdesk/applications/{application.Id}");
        Assert.DoesNotContain("Approve, make", page.Html, StringComparison.Ordinal);

        TestPeople.Done(await world.Get<RingHome>().ToldAsync(agent.Actor, application.Id, application.Version));
        var now = (await world.Get<Applications>().FindAsync(application.Id))!;
        var approved = await world
            .Get<ApproveApplication>()
            .RunAsync(agent.Actor, new Approval(now.Id, now.Version, null));
        var rejected = await world.Get<AnswerApplicant>().RejectAsync(agent.Actor, now.Id, now.Version, "no");

        Assert.Contains("not have the right", TestPeople.Refused(approved), StringComparison.Ordinal);
        Assert.Contains("not have the right", TestPeople.Refused(rejected), StringComparison.Ordinal);
        TestPeople.Done(await world.Get<AnswerApplicant>().AskAsync(agent.Actor, now.Id, now.Version, "Is it you?"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_draft_is_nobody_s_but_its_applicant_s(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome();
        var (browser, _) = await world.BeginAsync(home);
        browser.Dispose();
        var draft = await world.ApplicationAsync(home);
        using var desk = world.Browser();
        await desk.SignInAsync(await world.CaseworkerAsync());

        Assert.Equal(HttpStatusCode.NotFound, (await desk.GetAsync($"/helpdesk/applications/{draft.Id}")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_registers_say_differently_is_marked(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        // ODS and CQC name different owners for this one (the sample's README).
        var home = await world.Get<Homes>().FindAsync("VZTED");
        var records = await world.Get<RegisterReader>().AboutCodeAsync("VZTED", world.Get<Homes>().Today);

        var facts = RegisterComparison.Of(records, home.SiteCode, home.LocationId, [], world.Get<Homes>().Today);

        var runBy = facts.Single(f => f.Fact == "Run by");
        Assert.Equal("Name differs", runBy.Cells[1].Difference);
        Assert.Null(facts.Single(f => f.Fact == "Name").Cells[1].Difference);
        Assert.True(RegisterComparison.Differences(facts) >= 1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task When_the_registers_change_to_no_the_approval_says_so(Engine engine)
    {
        await using var world = await JoiningWorld.StartAsync(engine);
        var home = world.FreshHome(mobile: true);
        var (browser, _, application) = await world.ApplyAsync(home);
        browser.Dispose();
        var caseworker = await world.CaseworkerAsync();
        // A toolkit of 2025-26 runs out on 30 June 2027.
        world.Clock.Advance(TimeSpan.FromDays(400));

        var refused = await world
            .Get<ApproveApplication>()
            .RunAsync(caseworker.Actor, new Approval(application.Id, application.Version, null));

        Assert.Contains("may not join", TestPeople.Refused(refused), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_notice_nobody_gets_is_on_the_file_and_can_be_sent_again(Engine engine)
    {
        var world = await servers.OnAsync(engine);
        var home = world.FreshHome(mobile: true);
        var owner = world.Person("Gwen", "Ashdown" + home.Code, owner: true);
        var (browser, _, application) = await world.ApplyAsync(home, owner);
        browser.Dispose();
        var caseworker = await world.CaseworkerAsync();
        await world.ApproveAsync(caseworker, application);
        var number = owner["Mobile"].Replace(" ", "", StringComparison.Ordinal);
        var before = (await world.NoticesToAsync(number)).Count;

        var undelivered = new UndeliveredNotices(world.Clock);
        await world
            .Get<Database>()
            .WriteAsync(tx => undelivered.UndeliveredAsync(tx, NoticeKind.TemporaryPassword, application.Id, null));
        using var desk = world.Browser();
        await desk.SignInAsync(caseworker);
        var page = await desk.GetAsync($"/helpdesk/applications/{application.Id}");
        Assert.Contains("Could not be delivered: a temporary password", page.Html, StringComparison.Ordinal);
        var person = (await world.Get<Applications>().PeopleAsync(application)).Single(p => p.IsOwner);
        TestPeople.Done(await world.Get<ResendWelcome>().RunAsync(caseworker.Actor, application.Id, person.Id));

        var texts = await world.NoticesToAsync(number);
        Assert.Equal(before + 1, texts.Count);
        Assert.NotEqual(texts[^1].Body, texts[^2].Body);
    }

    private static async Task<Answer> DeskPostAsync(TestBrowser desk, string path, string handler, string words) =>
        await DeskSendAsync(desk, path, await desk.GetAsync(path), handler, words);

    /// <summary>Presses one of the form's buttons, which says where it posts to.</summary>
    private static Task<Answer> DeskSendAsync(TestBrowser desk, string path, Answer page, string handler, string words)
    {
        var form = page.Page.QuerySelector("#decide")!;
        form.SetAttribute("action", $"{path}?handler={handler}");
        Assert.NotNull(form.QuerySelector($"button[formaction='{path}?handler={handler}']"));
        return desk.SendAsync(path, page.Page, new() { ["Words"] = words }, "id=\"decide\"");
    }

    private static async Task<(long, long, long, long)> CountsAsync(JoiningWorld world)
    {
        var database = world.Get<Database>();
        return (
            await database.QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM organisations_organisation"),
            await database.QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM identity_account"),
            await database.QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM mailboxes_mailbox"),
            await database.QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM notices_notice")
        );
    }
}
