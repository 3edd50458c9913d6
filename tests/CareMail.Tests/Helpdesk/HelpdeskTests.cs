using CareMail.Access;
using CareMail.Accounts;
using CareMail.Helpdesk;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Joining;
using CareMail.Tests.Support;

namespace CareMail.Tests.Helpdesk;

public class HelpdeskTests(JoiningServers servers) : IClassFixture<JoiningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_call_ends_with_a_temporary_password_by_text_that_nobody_saw(Engine engine)
    {
        var world = await WorldAsync(engine);
        var call = await world.CallAsync();

        Assert.Contains(
            "make sure",
            TestPeople.Refused(await world.ChangeAsync(call.Id, AccountChange.Reset)),
            StringComparison.Ordinal
        );
        Assert.Equal(SecretVerdict.Failed, await world.LettersAsync(call.Id, "zzzzzzzzzzzz"));
        Assert.Contains(
            "make sure",
            TestPeople.Refused(await world.ChangeAsync(call.Id, AccountChange.Reset)),
            StringComparison.Ordinal
        );
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(call.Id));
        var said = TestPeople.Done(await world.ChangeAsync(call.Id, AccountChange.Reset));
        var (version, _) = await world.StandAsync(call.Id);
        TestPeople.Done(await world.Get<WorkOnCase>().SettleAsync(world.Agent.Actor, call.Id, version, "She is in."));

        var text = Assert.Single(await world.Joining.NoticesToAsync(world.Mobile));
        var password = text.Body.Split("password is ")[1].Split(' ')[0];
        Assert.DoesNotContain(password, said, StringComparison.Ordinal);
        using var browser = world.Joining.Browser();
        var begun = await browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = world.Nurse.Address, ["Password"] = password }
        );
        Assert.Equal("/sign-in/tasks", begun.Location);
        var file = (await world.Get<CaseFiles>().FindAsync(world.Agent.Actor, call.Id, default))!;
        Assert.Equal(
            [
                CaseEventKind.Opened,
                CaseEventKind.Failed,
                CaseEventKind.Passed,
                CaseEventKind.Reset,
                CaseEventKind.Settled,
            ],
            file.Events.Select(e => e.Event.Kind)
        );
        Assert.DoesNotContain(
            password,
            string.Join(' ', file.Events.Select(e => e.Event.Words)),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_pass_counts_for_one_case_and_a_quarter_of_an_hour(Engine engine)
    {
        await using var joining = await JoiningWorld.StartAsync(engine);
        var world = await DeskWorld.OnAsync(joining);
        var known = await world.CallAsync();
        var other = await world.CallAsync();
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(known.Id));

        TestPeople.Refused(await world.ChangeAsync(other.Id, AccountChange.Unlock));
        joining.Clock.Advance(TimeSpan.FromMinutes(14));
        TestPeople.Done(await world.ChangeAsync(known.Id, AccountChange.Unlock));
        joining.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains(
            "make sure",
            TestPeople.Refused(await world.ChangeAsync(known.Id, AccountChange.Unlock)),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_pass_of_one_person_is_none_of_another(Engine engine)
    {
        var world = await WorldAsync(engine);
        var call = await world.CallAsync();
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(call.Id));

        var (version, _) = await world.StandAsync(call.Id);
        TestPeople.Done(
            await world.Get<WorkOnCase>().AboutAsync(world.Agent.Actor, call.Id, version, world.Colleague.Address)
        );

        Assert.Contains(
            "make sure",
            TestPeople.Refused(await world.ChangeAsync(call.Id, AccountChange.Unlock)),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_agents_on_one_account_the_second_is_told_and_nothing_happens_twice(Engine engine)
    {
        var world = await WorldAsync(engine);
        var first = await world.CallAsync();
        var second = await world.CallAsync(world.SecondAgent);
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(first.Id));
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(second.Id, agent: world.SecondAgent));
        var (version, seen) = await world.StandAsync(second.Id);

        TestPeople.Done(await world.ChangeAsync(first.Id, AccountChange.Reset));
        var told = TestPeople.Refused(
            await world
                .Get<ChangeAccount>()
                .RunAsync(world.SecondAgent.Actor, second.Id, version, seen, AccountChange.Resecure, "locked out")
        );

        Assert.StartsWith("Ada Agent has just changed this account (reset)", told, StringComparison.Ordinal);
        Assert.Single(await world.Joining.NoticesToAsync(world.Mobile));
        // The Account Secret would be gone after a resecure.
        Assert.NotNull(await world.Get<SecretChecks>().AskAsync(world.Nurse.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_agents_press_at_once_and_one_of_them_does_it(Engine engine)
    {
        var world = await WorldAsync(engine);
        var cases = new List<(Guid Id, long Version, long Seen)>();
        for (var i = 0; i < 4; i++)
        {
            var call = await world.CallAsync();
            Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(call.Id));
            var (version, seen) = await world.StandAsync(call.Id);
            cases.Add((call.Id, version, seen));
        }

        var outcomes = await Task.WhenAll(
            cases.Select(c =>
                world
                    .Get<ChangeAccount>()
                    .RunAsync(world.Agent.Actor, c.Id, c.Version, c.Seen, AccountChange.Reset, "locked out")
            )
        );

        Assert.Single(outcomes, o => o.IsDone(out _, out _));
        Assert.Single(await world.People.ActsOnAsync(world.Nurse.Id), a => a.Act == "sign_in.reset");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Resecure_closes_everything_until_every_task_is_done_anew(Engine engine)
    {
        var world = await WorldAsync(engine);
        var device = await world.People.DevicePasswordAsync(world.Nurse);
        using var browser = world.Joining.Browser();
        await browser.SignInAsync(world.Nurse);
        var call = await world.CallAsync();
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(call.Id));

        TestPeople.Done(await world.ChangeAsync(call.Id, AccountChange.Resecure));

        Assert.Equal(302, (int)(await browser.GetAsync("/mail")).Response.StatusCode);
        var mail = await world
            .Get<MailSignIn>()
            .AuthenticateAsync(world.Nurse.Address, device.Password, System.Net.IPAddress.Loopback, "imap");
        Assert.Equal(MailSignInOutcome.Refused, mail.Outcome);
        Assert.Null(await world.Get<SecretChecks>().AskAsync(world.Nurse.Id));
        var due = await world.Get<Database>().WriteAsync(tx => world.Get<OwnSignIn>().DueAsync(tx, world.Nurse.Id));
        Assert.Equal(Enum.GetValues<DueTask>(), due);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_forgot_the_secret_is_known_by_an_administrator_and_by_nobody_else(Engine engine)
    {
        var world = await WorldAsync(engine);
        var admin = await world.People.PersonAsync(world.Home, "Lois", "Admin", Role.LocalAdmin);
        var desk = await world.People.PersonAsync(world.Home, "Lou", "Desk", Role.LocalHelpdesk);
        var elsewhere = await world.People.PersonAsync(null, "Eve", "Elsewhere", Role.LocalAdmin);
        var call = await world.CallAsync(admin, CaseTopic.AccountSecret);
        var know = world.Get<KnowCaller>();

        foreach (var stranger in new[] { world.Agent, desk, elsewhere })
        {
            var (version, _) = await world.StandAsync(call.Id);
            TestPeople.Refused(
                await know.OtherwiseAsync(stranger.Actor, call.Id, version, PassKind.LocalPolicy, "badge", "forgot it")
            );
        }

        var (seen, _) = await world.StandAsync(call.Id);
        Assert.Contains(
            "saw",
            TestPeople.Refused(
                await know.OtherwiseAsync(admin.Actor, call.Id, seen, PassKind.LocalPolicy, " ", "forgot it")
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "why",
            TestPeople.Refused(
                await know.OtherwiseAsync(admin.Actor, call.Id, seen, PassKind.LocalPolicy, "badge", null)
            ),
            StringComparison.Ordinal
        );
        TestPeople.Done(
            await know.OtherwiseAsync(
                admin.Actor,
                call.Id,
                seen,
                PassKind.LocalPolicy,
                "her badge, face to face",
                "forgot it"
            )
        );
        TestPeople.Done(await world.ChangeAsync(call.Id, AccountChange.Resecure, admin));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_helps_themselves(Engine engine)
    {
        var world = await WorldAsync(engine);
        var admin = await world.People.PersonAsync(world.Home, "Lois", "Admin", Role.LocalAdmin);
        var opened = TestPeople.Done(
            await world
                .Get<OpenCase>()
                .ByTelephoneAsync(
                    admin.Actor,
                    new CaseRequest(CaseTopic.Password, "Lois", "01632 960188", admin.Address, "", "Me.")
                )
        );
        var (version, seen) = await world.StandAsync(opened.Id);

        TestPeople.Refused(
            await world
                .Get<KnowCaller>()
                .OtherwiseAsync(admin.Actor, opened.Id, version, PassKind.LocalPolicy, "mirror", "it is me")
        );
        TestPeople.Refused(await world.Get<KnowCaller>().ByLettersAsync(admin.Actor, opened.Id, ["a", "b", "c"]));
        TestPeople.Refused(
            await world
                .Get<ChangeAccount>()
                .RunAsync(admin.Actor, opened.Id, version, seen, AccountChange.Resecure, "me")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_elses_case_is_not_there(Engine engine)
    {
        var world = await WorldAsync(engine);
        var elsewhere = await world.People.PersonAsync(null, "Eve", "Elsewhere", Role.LocalAdmin);
        var call = await world.CallAsync();
        using var browser = world.Joining.Browser();
        await browser.SignInAsync(elsewhere);

        Assert.Equal(404, (int)(await browser.GetAsync($"/helpdesk/cases/{call.Id}")).Response.StatusCode);
        Assert.DoesNotContain(
            call.Reference,
            (await browser.GetAsync("/helpdesk/cases")).Html,
            StringComparison.Ordinal
        );
        Assert.Null(await world.Get<CaseFiles>().FindAsync(elsewhere.Actor, call.Id, default));
        TestPeople.Refused(await world.Get<WorkOnCase>().NoteAsync(elsewhere.Actor, call.Id, 1, "mine now"));
        TestPeople.Refused(
            await world
                .Get<OpenCase>()
                .ByTelephoneAsync(
                    elsewhere.Actor,
                    new CaseRequest(CaseTopic.Password, "Eve", "01632 960188", world.Nurse.Address, "", "Hers.")
                )
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_from_the_shared_mailbox_is_a_case_and_an_answer_with_its_reference_continues_it(
        Engine engine
    )
    {
        var world = await WorldAsync(engine);
        await HelpdeskMailboxAsync(world);
        await world.WriteAsync(world.Colleague, world.Shared.Address.ToString(), "Nora is locked out");
        var opened = await world.NewestCaseAsync();
        Assert.Equal(
            (CaseSource.SharedMailbox, world.Home.Id, world.Shared.MailboxId),
            (opened.Source, opened.OrganisationId, opened.MailboxId)
        );

        TestPeople.Done(
            await world.Get<WorkOnCase>().AboutAsync(world.Agent.Actor, opened.Id, opened.Version, world.Nurse.Address)
        );
        var (version, _) = await world.StandAsync(opened.Id);
        TestPeople.Done(
            await world
                .Get<KnowCaller>()
                .OtherwiseAsync(
                    world.Agent.Actor,
                    opened.Id,
                    version,
                    PassKind.SharedMailbox,
                    "Cora’s message",
                    "Nora has no secret to hand"
                )
        );
        TestPeople.Done(await world.ChangeAsync(opened.Id, AccountChange.Unlock));

        await world.WriteAsync(world.Colleague, world.Shared.Address.ToString(), $"Re: {opened.Reference} thank you");
        Assert.Equal(opened.Id, (await world.NewestCaseAsync()).Id);
        var file = (await world.Get<CaseFiles>().FindAsync(world.Agent.Actor, opened.Id, default))!;
        Assert.Equal(CaseEventKind.WroteAgain, file.Events[^1].Event.Kind);

        // Another home with the same reference opens a case of its own.
        var stranger = await world.People.PersonAsync(null, "Eve", "Elsewhere");
        await world.WriteAsync(stranger, stranger.Address, $"Re: {opened.Reference} let me in");
        var strange = await world.NewestCaseAsync();
        Assert.NotEqual(opened.Id, strange.Id);
        Assert.Equal(CaseSource.OwnMailbox, strange.Source);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_locked_out_person_cannot_vouch_for_themselves_from_the_shared_mailbox(Engine engine)
    {
        var world = await WorldAsync(engine);
        await HelpdeskMailboxAsync(world);
        await world.WriteAsync(world.Nurse, world.Shared.Address.ToString(), "I want another mobile");
        var opened = await world.NewestCaseAsync();
        TestPeople.Done(
            await world.Get<WorkOnCase>().AboutAsync(world.Agent.Actor, opened.Id, opened.Version, world.Nurse.Address)
        );
        var (version, _) = await world.StandAsync(opened.Id);

        TestPeople.Refused(
            await world
                .Get<KnowCaller>()
                .OtherwiseAsync(world.Agent.Actor, opened.Id, version, PassKind.SharedMailbox, "mail", "no secret")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_mobile_is_confirmed_by_a_colleague_and_opening_the_link_changes_nothing(Engine engine)
    {
        var world = await WorldAsync(engine);
        var call = await world.CallAsync(topic: CaseTopic.Mobile);
        Assert.Equal(SecretVerdict.Passed, await world.LettersAsync(call.Id));
        var (version, seen) = await world.StandAsync(call.Id);
        TestPeople.Done(
            await world
                .Get<MoveMobile>()
                .AskAsync(world.Agent.Actor, call.Id, version, seen, "07700 900456", "new phone")
        );
        await world.Joining.EverythingSentAsync();

        using var hers = world.Joining.Browser();
        await hers.SignInAsync(world.Nurse);
        Assert.Equal(404, (int)(await hers.GetAsync($"/help/confirm/{call.Id}")).Response.StatusCode);
        using var stranger = world.Joining.Browser();
        await stranger.SignInAsync(world.Agent);
        Assert.Equal(404, (int)(await stranger.GetAsync($"/help/confirm/{call.Id}")).Response.StatusCode);

        using var colleague = world.Joining.Browser();
        await colleague.SignInAsync(world.Colleague);
        for (var i = 0; i < 3; i++)
        {
            var page = await colleague.GetAsync($"/help/confirm/{call.Id}");
            Assert.Contains("Nora Nurse", page.Heading, StringComparison.Ordinal);
            Assert.DoesNotContain("900456", page.Html, StringComparison.Ordinal);
        }

        Assert.NotEqual("07700900456", await MobileAsync(world));
        TestPeople.Done(await world.Get<MoveMobile>().AnswerAsync(world.Colleague.Actor, call.Id, yes: true));
        Assert.Equal("07700900456", await MobileAsync(world));
        TestPeople.Refused(await world.Get<MoveMobile>().AnswerAsync(world.Colleague.Actor, call.Id, yes: true));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_reaches_the_mailbox_so_the_regulators_number_is_rung_and_somebody_new_owns_it(
        Engine engine
    )
    {
        var world = await WorldAsync(engine);
        var sample = world.Joining.FreshHome();
        var home = TestPeople.Done(
            await world
                .Get<CreateOrganisation>()
                .RunAsync(
                    TestPeople.Operator,
                    new NewOrganisation(sample.Code, "Sample " + sample.Code, OrganisationKind.CareSite, "Fictwick"),
                    "test"
                )
        );
        var gone = await world.People.PersonAsync(home, "Gone", "Owner");
        var shared = await world.People.SharedMailboxAsync(home, gone);
        var opened = TestPeople.Done(
            await world
                .Get<OpenCase>()
                .ByTelephoneAsync(
                    world.Agent.Actor,
                    new CaseRequest(CaseTopic.SharedMailbox, "Nia", "01632 960188", "", sample.Code, "Everybody left.")
                )
        );
        var recover = world.Get<RecoverMailbox>();
        var owner = new NewOwner("Nia", "Newcomer", "07700 900777", "nia@postbox.example");
        var (version, _) = await world.StandAsync(opened.Id);
        Assert.Contains(
            "First ring",
            TestPeople.Refused(await recover.NewAsync(world.Agent.Actor, opened.Id, version, shared.MailboxId, owner)),
            StringComparison.Ordinal
        );

        Assert.Equal(sample.Ending, Assert.Single(await recover.NumbersAsync(home.Id)).Ending);
        TestPeople.Done(
            await recover.RangAsync(world.Agent.Actor, opened.Id, version, RingOutcome.TheyDoNotKnow, "The cook, no.")
        );
        (version, _) = await world.StandAsync(opened.Id);
        TestPeople.Refused(await recover.NewAsync(world.Agent.Actor, opened.Id, version, shared.MailboxId, owner));
        TestPeople.Done(
            await recover.RangAsync(world.Agent.Actor, opened.Id, version, RingOutcome.TheyKnow, "The manager agrees.")
        );
        (version, _) = await world.StandAsync(opened.Id);
        // A mailbox of another home is not given away with this call.
        TestPeople.Refused(
            await recover.NewAsync(world.Agent.Actor, opened.Id, version, world.Shared.MailboxId, owner)
        );
        TestPeople.Done(await recover.NewAsync(world.Agent.Actor, opened.Id, version, shared.MailboxId, owner));

        var made = (await world.Get<AccountRecords>().ListAsync(home.Id)).Single(a => a.LastName == "Newcomer");
        Assert.Equal(AccessRight.Owner, await world.Get<MailboxAccess>().RightAsync(made.Id, shared.MailboxId));
        Assert.Contains(
            "temporary",
            (await world.Joining.NoticesToAsync("07700900777"))[^1].Body,
            StringComparison.Ordinal
        );
        await world.Joining.EverythingSentAsync();
        Assert.Contains(
            "Nia Newcomer",
            (await world.Joining.MailInAsync(gone.MailboxId))[^1],
            StringComparison.Ordinal
        );
        // The call served once.
        (version, _) = await world.StandAsync(opened.Id);
        TestPeople.Refused(
            await recover.ExistingAsync(world.Agent.Actor, opened.Id, version, shared.MailboxId, world.Nurse.Address)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_open_form_tells_nobody_who_has_an_account_and_has_an_end(Engine engine)
    {
        await using var joining = await JoiningWorld.StartAsync(engine);
        var world = await DeskWorld.OnAsync(joining);
        using var browser = joining.Browser();
        Dictionary<string, string> Typed(string address) =>
            new()
            {
                ["Caller"] = "Nora <img src=x onerror=alert(1)>",
                ["Telephone"] = "01632 960188",
                ["Address"] = address,
                ["Topic"] = "Password",
                ["Words"] = "<script>alert(1)</script>",
            };
        var known = await browser.PostAsync("/help/ask", Typed(world.Nurse.Address), "novalidate");
        var unknown = await browser.PostAsync("/help/ask", Typed("nobody@caremail.example"), "novalidate");
        string Plain(Answer answer) =>
            System.Text.RegularExpressions.Regex.Replace(
                answer.Page.QuerySelector("main")!.TextContent,
                "C-[0-9A-Z]{6}",
                "C"
            );
        Assert.Contains("We have your request", known.Heading, StringComparison.Ordinal);
        Assert.Equal(Plain(known), Plain(unknown));

        using var agent = joining.Browser();
        await agent.SignInAsync(world.Agent);
        foreach (var path in new[] { "/helpdesk/cases", $"/helpdesk/cases/{(await world.NewestCaseAsync()).Id}" })
        {
            var page = await agent.GetAsync(path);
            Assert.Null(page.Page.QuerySelector("main img"));
            Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        }

        for (var i = 0; i < 8; i++)
        {
            await browser.PostAsync("/help/ask", Typed(""), "novalidate");
        }

        var refused = await browser.PostAsync("/help/ask", Typed(""), "novalidate");
        Assert.Contains("several times", refused.Errors, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_caller_said_is_sealed_and_erased_in_time(Engine engine)
    {
        await using var joining = await JoiningWorld.StartAsync(engine);
        var world = await DeskWorld.OnAsync(joining);
        var call = await world.CallAsync();
        TestPeople.Done(await world.Get<WorkOnCase>().SettleAsync(world.Agent.Actor, call.Id, 1, "Done."));

        joining.Clock.Advance(TimeSpan.FromDays(179));
        await world.Get<HelpdeskUpkeep>().SweepAsync();
        Assert.NotNull((await world.Get<CaseFiles>().FindAsync(world.Agent.Actor, call.Id, default))!.Content);
        joining.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<HelpdeskUpkeep>().SweepAsync();
        Assert.Null((await world.Get<CaseFiles>().FindAsync(world.Agent.Actor, call.Id, default))!.Content);
    }

    private async Task<DeskWorld> WorldAsync(Engine engine) => await DeskWorld.OnAsync(await servers.OnAsync(engine));

    private static async Task<string?> MobileAsync(DeskWorld world) =>
        await world.Get<Database>().WriteAsync(tx => world.Get<Resecuring>().MobileAsync(tx, world.Nurse.Id));

    /// <summary>The helpdesk's own shared mailbox, made once a server.</summary>
    private static async Task HelpdeskMailboxAsync(DeskWorld world)
    {
        var address = EmailAddress.Parse("helpdesk@caremail.example");
        if (await world.Get<CareMail.AddressBook.Addresses>().ResolveAsync(address) is null)
        {
            TestPeople.Done(
                await world
                    .Get<CreateSharedMailbox>()
                    .RunAsync(
                        TestPeople.Operator,
                        new NewSharedMailbox(world.Agent.Organisation.Id)
                        {
                            LocalPart = "helpdesk",
                            DisplayName = "Helpdesk",
                            Owners = [world.Agent.Id],
                        },
                        "test"
                    )
            );
        }
    }
}
