using System.Net;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Accounts.Tasks;

/// <summary>The five tasks between an invitation and the mail.</summary>
public class FirstSignInTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Five_tasks_lead_from_a_temporary_password_to_the_mail(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await people.NewcomerAsync());

        var arrived = await first.SignInAsync();
        Assert.Equal("/sign-in/tasks", arrived.Location);
        var list = await browser.GetAsync(arrived.Location!);
        Assert.Equal("Welcome, Ife", list.Heading);
        Assert.Contains("0 of 5 done, about 10 minutes left", list.Html, StringComparison.Ordinal);
        Assert.Equal(FirstSignIn.Paths[0], list.Page.QuerySelector(".nhsuk-task-list__link")!.GetAttribute("href"));

        Assert.Equal(FirstSignIn.Paths[1], (await first.ChoosePasswordAsync()).Location);
        Assert.Equal(FirstSignIn.Paths[2], (await first.AcceptPolicyAsync()).Location);
        Assert.Equal(FirstSignIn.Paths[2] + "/codes", (await first.SetUpAppAsync()).Location);
        Assert.Equal(FirstSignIn.Paths[3], (await first.KeepCodesAsync()).Location);
        Assert.Equal(10, first.RecoveryCodes.Distinct().Count());
        Assert.Equal(FirstSignIn.Paths[4], (await first.FillProfileAsync()).Location);
        Assert.Null(browser.Cookie("caremail"));
        Assert.Equal("/mail", (await first.ChooseSecretAsync()).Location);

        Assert.NotNull(browser.Cookie("caremail"));
        var account = await browser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.OK, account.Status);
        Assert.Contains("Ifeoluwa Balogun", account.Html, StringComparison.Ordinal);
        var recipient = await people.Get<Addresses>().ResolveAsync(first.Person.Added.Address);
        Assert.Equal((RecipientState.Accepts, "Ifeoluwa Balogun"), (recipient!.State, recipient.DisplayName));
        var found = await people.Get<Addresses>().SuggestAsync(first.Person.Organisation.Id, "ifeoluwa");
        Assert.Equal(first.Person.Address, found[0].Address.ToString());
        Assert.Equal(
            [
                "person.add",
                "person.invite",
                "password.change",
                "policy.accept",
                "factors.change",
                "factors.change",
                "factors.change",
                "profile.change",
                "account_secret.change",
                "account.open",
                "session.start",
            ],
            (await people.ActsOnAsync(first.Person.Id)).Select(act => act.Act)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Stopped_after_any_task_they_go_on_where_they_were(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await people.NewcomerAsync());
        await first.WholeWayAsync(tasks: 3);

        var left = await browser.PostAsync("/sign-in/sign-out", [], form: "Sign out");
        Assert.Equal("/sign-in", left.Location);
        Assert.Equal("/sign-in", (await browser.GetAsync(FirstSignIn.Paths[3])).Location);

        // There is a second factor now, so it is asked for before the tasks go on.
        using var another = new TestBrowser(server);
        var again = new FirstSignIn(another, first.Person);
        Assert.Equal("/sign-in/code", (await again.SignInAsync(FirstSignIn.Password)).Location);
        Assert.Equal("/sign-in", (await another.GetAsync(FirstSignIn.Paths[3])).Location);
        Assert.Equal(
            "/sign-in/tasks",
            (await another.PostAsync("/sign-in/code", new() { ["Code"] = first.Code(later: 1) })).Location
        );
        var list = await another.GetAsync("/sign-in/tasks");
        Assert.Contains("3 of 5 done, about 3 minutes left", list.Html, StringComparison.Ordinal);
        Assert.Equal(FirstSignIn.Paths[3], list.Page.QuerySelector(".nhsuk-task-list__link")!.GetAttribute("href"));
        Assert.Equal(FirstSignIn.Paths[4], (await again.FillProfileAsync()).Location);
        Assert.Equal("/mail", (await again.ChooseSecretAsync()).Location);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_task_is_skipped_and_none_is_done_twice(int done)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await new TestPeople(server.Services).NewcomerAsync());
        await first.WholeWayAsync(done);

        string[] all =
        [
            .. FirstSignIn.Paths,
            FirstSignIn.Paths[2] + "/app",
            FirstSignIn.Paths[2] + "/passkey",
            FirstSignIn.Paths[2] + "/codes",
        ];
        foreach (var path in all.Where(p => !p.StartsWith(FirstSignIn.Paths[done], StringComparison.Ordinal)))
        {
            Assert.Equal(FirstSignIn.Paths[done], (await browser.GetAsync(path)).Location);
            // A form that is posted all the same: the token comes from the page that is open.
            var page = (await browser.GetAsync("/sign-in")).Page;
            var fields = new Dictionary<string, string>
            {
                ["UserName"] = first.Person.Address,
                ["Password"] = FirstSignIn.Password,
            };
            var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = token, ["Secret"] = "x" }
            );
            var posted = await Answer.OfAsync(await browser.Http.PostAsync(new Uri(path, UriKind.Relative), form));
            Assert.Equal(FirstSignIn.Paths[done], posted.Location);
        }

        Assert.Equal("/sign-in?return=%2Fmail", (await browser.GetAsync("/mail")).Location);
        Assert.Equal("/sign-in?return=%2Faccount", (await browser.GetAsync("/account")).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Pressing_twice_is_no_mistake(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.NewcomerAsync();
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, person);
        await first.SignInAsync();
        var page = (await browser.GetAsync(FirstSignIn.Paths[0])).Page;
        var typed = new Dictionary<string, string>
        {
            ["Password"] = FirstSignIn.Password,
            ["Again"] = FirstSignIn.Password,
        };

        // The browser sends the second press with the cookie it had before the first answer came.
        var before = browser.Cookie("caremail-half")!;
        await browser.SendAsync(FirstSignIn.Paths[0], page, typed);
        browser.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail-half", before));
        var second = await browser.SendAsync(FirstSignIn.Paths[0], page, typed);

        Assert.Equal(FirstSignIn.Paths[1], second.Location);
        Assert.Single(await people.ActsOnAsync(person.Id), act => act.Act == "password.change");
        Assert.Equal(FirstSignIn.Paths[2], (await first.AcceptPolicyAsync()).Location);
        await first.SetUpAppAsync();
        Assert.Equal(FirstSignIn.Paths[2] + "/codes", (await browser.GetAsync(FirstSignIn.Paths[2] + "/app")).Location);
        await first.KeepCodesAsync();
        await first.FillProfileAsync();
        var last = (await browser.GetAsync(FirstSignIn.Paths[4])).Page;
        before = browser.Cookie("caremail-half")!;
        var secret = new Dictionary<string, string> { ["Secret"] = FirstSignIn.Secret };
        Assert.Equal("/mail", (await browser.SendAsync(FirstSignIn.Paths[4], last, secret)).Location);
        browser.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail-half", before));
        Assert.Equal("/mail", (await browser.SendAsync(FirstSignIn.Paths[4], last, secret)).Location);
        Assert.Single(await people.ActsOnAsync(person.Id), act => act.Act == "account.open");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B76_who_came_in_with_the_temporary_password_elsewhere_is_out_once_it_is_changed(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.NewcomerAsync();
        using var thief = new TestBrowser(server);
        await new FirstSignIn(thief, person).SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync(FirstSignIn.Paths[0])).Status);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, person);

        await first.WholeWayAsync(tasks: 1);

        Assert.Equal("/sign-in", (await thief.GetAsync(FirstSignIn.Paths[1])).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new FirstSignIn(thief, person).SignInAsync()).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Until_all_is_done_the_account_receives_nothing_and_opens_no_mail_door(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await people.NewcomerAsync());
        await first.WholeWayAsync(tasks: 4);

        var recipient = await people.Get<Addresses>().ResolveAsync(first.Person.Added.Address);
        Assert.Equal(RecipientState.NotActivated, recipient!.State);
        await server.SmtpDialogueAsync(
            $"""
            < 220 {server.Settings.Hostname} ESMTP CareMail
            > HELO elsewhere.example
            < 250 {server.Settings.Hostname}
            > MAIL FROM:<gp@elsewhere.example>
            < 250 2.1.0 OK
            > RCPT TO:<{first.Person.Address}>
            < 450 4.2.1 Mailbox not active yet, try later
            """
        );
        Assert.NotEmpty(
            TestPeople.Refused(
                await people.Get<IssueDevicePassword>().RunAsync(TestPeople.Operator, first.Person.Id, "Phone")
            )
        );
        foreach (var password in new[] { FirstSignIn.Password, first.Person.Password })
        {
            var signIn = await people
                .Get<MailSignIn>()
                .AuthenticateAsync(first.Person.Address, password, IPAddress.Parse("192.0.2.9"), "imap");
            // No oracle: at the mail doors this is a wrong password like any other.
            Assert.Equal(MailSignInOutcome.Refused, signIn.Outcome);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_a_reset_mail_programs_wait_and_mail_keeps_coming(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        var reset = TestPeople.Done(
            await people.Get<ResetSignIn>().RunAsync(TestPeople.Operator, person.Id, "lost phone")
        );
        var address = CareMail.Protocols.Addresses.EmailAddress.Parse(person.Address);

        Assert.Equal(MailSignInOutcome.NotYetActive, await ProgramAsync());
        Assert.Equal(RecipientState.Accepts, (await people.Get<Addresses>().ResolveAsync(address))!.State);
        using var browser = new TestBrowser(server);
        var again = new FirstSignIn(
            browser,
            new Newcomer(
                new(person.Id, person.MailboxId, address, person.DisplayName),
                person.Organisation,
                reset.Password
            )
        );
        Assert.Equal("/sign-in/tasks", (await again.SignInAsync()).Location);
        Assert.Equal("Before you go on, Ife", (await browser.GetAsync("/sign-in/tasks")).Heading);
        Assert.Equal(FirstSignIn.Paths[2], (await again.ChoosePasswordAsync()).Location);
        await again.SetUpAppAsync();
        Assert.Equal("/mail", (await again.KeepCodesAsync()).Location);
        Assert.Equal(MailSignInOutcome.Accepted, await ProgramAsync());

        async Task<MailSignInOutcome> ProgramAsync() =>
            (
                await people
                    .Get<MailSignIn>()
                    .AuthenticateAsync(person.Address, device.Password, IPAddress.Parse("192.0.2.9"), "imap")
            ).Outcome;
    }

    [Fact]
    public async Task A_temporary_password_runs_out_and_says_so_only_to_who_knows_it()
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await people.NewcomerAsync());

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        Assert.Equal("/sign-in/tasks", (await first.SignInAsync()).Location);
        clock.Advance(TimeSpan.FromMinutes(1));

        var late = await first.SignInAsync();
        Assert.Equal("/sign-in/not-ready?why=run-out", late.Location);
        Assert.Equal("Your temporary password has run out", (await browser.GetAsync(late.Location!)).Heading);
        var wrong = await first.SignInAsync("some other password");
        Assert.Equal("That e-mail address and password do not belong together", wrong.Errors);
        var anew = TestPeople.Done(
            await people.Get<InvitePerson>().RunAsync(TestPeople.Operator, first.Person.Id, "again")
        );
        Assert.Equal("/sign-in/tasks", (await first.SignInAsync(anew.Password)).Location);
    }

    [Fact]
    public async Task A_password_that_is_a_year_old_and_a_policy_that_changed_are_asked_for_at_the_next_sign_in()
    {
        var clock = new TestClock();
        var policies = new UsePolicies([
            .. UsePolicies.Embedded().Versions,
            UsePolicy.Parse(
                $"version: 2\nfrom: {clock.GetUtcNow().AddDays(100):yyyy-MM-dd}\n# New\nSomething that matters.\n"
            ),
        ]);
        await using var server = await RunningServer.StartAsync(replace: s =>
            s.AddSingleton<TimeProvider>(clock).AddSingleton(policies)
        );
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        clock.Advance(TimeSpan.FromDays(366));
        using var browser = new TestBrowser(server);

        Assert.Equal("/sign-in/tasks", (await browser.SignInAsync(person)).Location);
        Assert.Equal("/sign-in?return=%2Fmail", (await browser.GetAsync("/mail")).Location);
        Assert.Equal(MailSignInOutcome.PasswordRunOut, await ProgramAsync());

        var same = await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = person.Secrets.Password, ["Again"] = person.Secrets.Password }
        );
        Assert.Equal("You have, or had, that password. Choose one you have not used here", same.Errors);
        var changed = await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = FirstSignIn.Password, ["Again"] = FirstSignIn.Password }
        );
        Assert.Equal(FirstSignIn.Paths[1], changed.Location);
        // Reminders told of the password's last day; but a ward's phones do not fall silent overnight because a text changed.
        Assert.Equal(MailSignInOutcome.Accepted, await ProgramAsync());
        var accepted = await browser.PostAsync(FirstSignIn.Paths[1], new() { ["Accept"] = "true" });
        Assert.Equal("/mail", accepted.Location);
        Assert.Contains(
            await people.ActsOnAsync(person.Id),
            act => act is { Act: "policy.accept", NewValue: "version 2" }
        );

        async Task<MailSignInOutcome> ProgramAsync() =>
            (
                await people
                    .Get<MailSignIn>()
                    .AuthenticateAsync(person.Address, device.Password, IPAddress.Loopback, "imap")
            ).Outcome;
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_policy_is_read_to_its_end_and_accepted_by_a_tick(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await new TestPeople(server.Services).NewcomerAsync());
        await first.WholeWayAsync(tasks: 1);
        var path = FirstSignIn.Paths[1];

        Assert.Equal(path + "?part=1", (await browser.GetAsync(path + "?part=4")).Location);
        var one = await browser.GetAsync(path + "?part=1");
        var jump = await browser.SendAsync(path, one.Page, new() { ["part"] = "4" });
        Assert.Equal(path + "?part=1", jump.Location);
        for (var part = 1; part < 4; part++)
        {
            var page = await browser.GetAsync($"{path}?part={part}");
            Assert.Null(page.Page.QuerySelector("#Accept"));
            Assert.Equal($"{path}?part={part + 1}", (await browser.SendAsync(path, page.Page, [])).Location);
        }

        var last = await browser.GetAsync(path + "?part=4");
        var unticked = await browser.SendAsync(path, last.Page, []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unticked.Status);
        Assert.Equal("Tick the box if you will keep to the policy", unticked.Errors);
        var old = await browser.SendAsync(path, last.Page, new() { ["Accept"] = "true", ["version"] = "0" });
        Assert.Equal("The policy has changed since you opened it. Read it again", old.Errors);
        Assert.Equal(
            FirstSignIn.Paths[2],
            (await browser.SendAsync(path, last.Page, new() { ["Accept"] = "true" })).Location
        );
    }

    [Fact]
    public async Task What_is_wrong_with_an_answer_is_said_and_what_was_typed_is_kept_unless_it_is_a_secret()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await new TestPeople(server.Services).NewcomerAsync());
        await first.SignInAsync();

        var empty = await browser.PostAsync(FirstSignIn.Paths[0], new() { ["Password"] = "", ["Again"] = "" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Enter a new password"), (empty.Status, empty.Errors));
        Assert.StartsWith("Error: Choose your own password", empty.Page.Title, StringComparison.Ordinal);
        var temporary = await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = first.Person.Password, ["Again"] = first.Person.Password }
        );
        Assert.Contains("You have, or had, that password", temporary.Errors, StringComparison.Ordinal);
        var differs = await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = FirstSignIn.Password, ["Again"] = FirstSignIn.Password + "x" }
        );
        Assert.Equal("The two passwords differ. Type the same one twice", differs.Errors);
        Assert.DoesNotContain(FirstSignIn.Password, differs.Html, StringComparison.Ordinal);
        await first.ChoosePasswordAsync();
        await first.AcceptPolicyAsync();

        Assert.Equal(
            "Choose one of the ways",
            (await browser.PostAsync(FirstSignIn.Paths[2], [], form: "Way-hint")).Errors
        );
        var wrong = await browser.PostAsync(FirstSignIn.Paths[2] + "/app", new() { ["Code"] = "000000" });
        Assert.StartsWith("That code is not right.", wrong.Errors, StringComparison.Ordinal);
        // The picture stays the same: the phone has scanned it already.
        var key = wrong.Page.QuerySelector("#key")!.TextContent;
        Assert.Equal(
            key,
            (await browser.GetAsync(FirstSignIn.Paths[2] + "/app")).Page.QuerySelector("#key")!.TextContent
        );
        Assert.Equal(FirstSignIn.Paths[2], (await browser.GetAsync(FirstSignIn.Paths[2] + "/codes")).Location);
        await first.SetUpAppAsync();
        await first.KeepCodesAsync();

        var profile = await browser.PostAsync(
            FirstSignIn.Paths[3],
            new()
            {
                ["KnownAs"] = "Ife <b>",
                ["JobTitle"] = "Carer",
                ["Mobile"] = "01632 960123",
            }
        );
        Assert.Equal("Enter a UK mobile number of 11 digits that begins with 07", profile.Errors);
        Assert.Equal(
            ("Ife <b>", "Carer", "01632 960123"),
            (profile.Value("KnownAs"), profile.Value("JobTitle"), profile.Value("Mobile"))
        );
        await first.FillProfileAsync();

        var secret = await browser.PostAsync(FirstSignIn.Paths[4], new() { ["Secret"] = "ifebalogun" });
        Assert.Equal("Choose something that is not your name or your organisation’s name", secret.Errors);
        Assert.DoesNotContain("ifebalogun\"", secret.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B76_a_task_sent_from_another_site_is_refused()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await new TestPeople(server.Services).NewcomerAsync());
        await first.SignInAsync();

        foreach (var path in FirstSignIn.Paths.Append("/sign-in/sign-out"))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Password"] = "planted" });
            var response = await browser.Http.PostAsync(new Uri(path, UriKind.Relative), form);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(FirstSignIn.Paths[0])).Status);
    }

    [Fact]
    public async Task B76_a_session_planted_before_is_not_taken_over()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        using var planted = new TestBrowser(server);
        await planted.SignInAsync(await people.PersonAsync());
        using var browser = new TestBrowser(server);
        browser.Cookies.Add(server.Http.BaseAddress!, new Cookie("caremail", planted.Cookie("caremail")));
        var first = new FirstSignIn(browser, await people.NewcomerAsync());

        Assert.Equal("/mail", (await first.WholeWayAsync()).Location);

        Assert.NotEqual(planted.Cookie("caremail"), browser.Cookie("caremail"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B80_somebody_invited_is_told_apart_from_nobody_by_nothing(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var person = await new TestPeople(server.Services).NewcomerAsync();

        var known = await GuessAsync(person.Address);
        var unknown = await GuessAsync("nobody." + person.Address);

        Assert.Equal(known, unknown);
        Assert.Equal(HttpStatusCode.TooManyRequests, known[^1].Status);

        async Task<List<(HttpStatusCode Status, string Errors)>> GuessAsync(string name)
        {
            using var browser = new TestBrowser(server);
            var answers = new List<(HttpStatusCode, string)>();
            for (var i = 0; i < 11; i++)
            {
                var answer = await browser.PostAsync(
                    "/sign-in",
                    new() { ["UserName"] = name, ["Password"] = $"guess {i}" }
                );
                answers.Add((answer.Status, answer.Errors));
            }

            return answers;
        }
    }

    [Fact]
    public async Task B77_and_B81_a_link_opens_nothing_by_being_followed_and_never_names_a_false_host()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await new TestPeople(server.Services).NewcomerAsync());
        await first.SignInAsync();

        foreach (var path in FirstSignIn.Paths.Append("/sign-in/tasks").Append("/sign-in/sign-out"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Host = "evil.example";
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            var answer = await Answer.OfAsync(await browser.Http.SendAsync(request));
            Assert.DoesNotContain("evil.example", answer.Html + answer.Location, StringComparison.Ordinal);
        }

        // Every page was looked at, and nothing is done yet.
        Assert.Contains("0 of 5 done", (await browser.GetAsync("/sign-in/tasks")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_ends_the_tasks_too()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var reset = TestPeople.Done(await people.Get<ResetSignIn>().RunAsync(TestPeople.Operator, person.Id, "lost"));
        using var browser = new TestBrowser(server);
        await browser.PostAsync("/sign-in", new() { ["UserName"] = person.Address, ["Password"] = reset.Password });
        await browser.PostAsync(
            FirstSignIn.Paths[0],
            new() { ["Password"] = FirstSignIn.Password, ["Again"] = FirstSignIn.Password }
        );
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(FirstSignIn.Paths[2])).Status);

        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, person.Id, "stolen"));
        TestPeople.Done(await people.Get<UnlockAccount>().RunAsync(TestPeople.Operator, person.Id, "found"));

        Assert.Equal("/sign-in", (await browser.GetAsync(FirstSignIn.Paths[2])).Location);
    }
}
