using System.IO.Compression;
using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.FourEyes;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Tests.Webmail;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.FourEyes;

/// <summary>What nobody does alone: asked by one, decided by another, and in the record twice.</summary>
public class ApprovalTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_is_read_after_a_second_person_agreed_and_each_opening_is_recorded(Engine engine)
    {
        var home = await HomeAsync(engine);
        var (asker, second) = (await home.AdminAsync(), await home.AdminAsync());
        var folder = await home.Mail.FolderAsync(SpecialUse.Inbox);
        await home.Mail.ArrivesAsync(
            "From: Ann <ann@gp.example>\r\nSubject: The plan\r\n\r\nTwo tablets at night.\r\n"
        );
        using var browser = await home.BrowserAsync(asker);

        var wrong = await browser.PostAsync(
            "/manage/approvals/ask",
            new()
            {
                ["What"] = "OpenMailbox",
                ["Address"] = home.Mail.Address.ToString(),
                ["Reason"] = " ",
            }
        );
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, home.Mail.Address.ToString()),
            (wrong.Status, wrong.Value("Address"))
        );
        var asked = await browser.PostAsync(
            "/manage/approvals/ask",
            new()
            {
                ["What"] = "OpenMailbox",
                ["Address"] = home.Mail.Address.ToString(),
                ["Reason"] = "complaint 17",
            }
        );
        var path = asked.Location!;
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path + "/mail")).Status);
        Assert.DoesNotContain("Do you agree?", (await browser.GetAsync(path)).Html, StringComparison.Ordinal);

        using var other = await home.BrowserAsync(second);
        Assert.Contains("complaint 17", (await other.GetAsync(path)).Page.Body!.TextContent, StringComparison.Ordinal);
        await other.PostAsync(path, new() { ["Answer"] = "agreed with HR", ["granted"] = "true" }, "handler=Decide");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path + "/mail")).Status);

        var list = await browser.GetAsync(path + "/mail");
        Assert.Contains("The plan", list.Page.Body!.TextContent, StringComparison.Ordinal);
        var entry = (await home.Mail.EntriesAsync(SpecialUse.Inbox)).Single();
        var letter = await browser.GetAsync($"{path}/mail/{folder.Id}/{entry.Uid}");
        Assert.Contains("Two tablets at night.", letter.Page.Body!.TextContent, StringComparison.Ordinal);
        var saved = await browser.GetAsync($"{path}/mail/{folder.Id}/{entry.Uid}?handler=Save");
        Assert.Contains("Subject: The plan", saved.Html, StringComparison.Ordinal);
        Assert.False((await home.Mail.EntriesAsync(SpecialUse.Inbox)).Single().Entry.IsSeen);

        var acts = await home.People.ActsOnAsync(home.Mail.MailboxId);
        Assert.Equal(
            ["approval.ask", "approval.decide", "approval.read", "approval.read"],
            acts.Select(a => a.Act).Where(a => a.StartsWith("approval", StringComparison.Ordinal))
        );
        Assert.Equal((asker.Id, "complaint 17"), (acts[^1].Actor, acts[^1].Reason));

        await other.PostAsync(path, [], "handler=End");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path + "/mail")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_is_exported_after_two_agreed_and_the_password_was_typed_again(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: s => s.AddSingleton<TimeProvider>(clock)
        );
        var home = new Home(server, await MailHome.OnAsync(server));
        var (asker, second) = (await home.AdminAsync(), await home.AdminAsync());
        var approvals = home.People.Get<Approvals>();
        await home.Mail.ArrivesAsync(
            "From: Ann <ann@gp.example>\r\nSubject: The plan\r\n\r\nTwo tablets at night.\r\n"
        );
        var asked = TestPeople.Done(
            await approvals.AskAsync(
                asker.Actor,
                DangerousAct.ExportMailbox,
                home.Mail.Address.ToString(),
                "asked for by the family"
            )
        );
        using var browser = await home.BrowserAsync(asker);
        var path = $"/manage/approvals/{asked.Id}/export";
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);
        TestPeople.Done(await approvals.DecideAsync(second.Actor, asked.Id, granted: true, "yes"));
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.StartsWith("/account/confirm", (await browser.GetAsync(path)).Location, StringComparison.Ordinal);
        await browser.PostAsync("/account/confirm", new() { ["Password"] = asker.Secrets.Password });
        var copy = await browser.PostAsync(path, []);

        Assert.Equal("application/zip", copy.Response.Content.Headers.ContentType!.MediaType);
        await using var zip = await ZipArchive.CreateAsync(
            await copy.Response.Content.ReadAsStreamAsync(),
            ZipArchiveMode.Read,
            leaveOpen: false,
            null
        );
        using var letter = new StreamReader(await zip.Entries.Single().OpenAsync());
        Assert.Contains("Two tablets at night.", await letter.ReadToEndAsync(), StringComparison.Ordinal);
        var act = (await home.People.ActsOnAsync(home.Mail.MailboxId))[^1];
        Assert.Equal(
            ("approval.export", (Guid?)asker.Id, "asked for by the family", "1 messages"),
            (act.Act, act.Actor, act.Reason, act.NewValue)
        );
        // Who may read it is another question.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/manage/approvals/{asked.Id}/mail")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_it_is_about_decides_nothing_and_strangers_see_nothing(Engine engine)
    {
        var home = await HomeAsync(engine);
        var (asker, subject) = (await home.AdminAsync(), await home.AdminAsync());
        var stranger = await home.People.PersonAsync(roles: Role.LocalAdmin);
        var approvals = home.People.Get<Approvals>();

        var asked = TestPeople.Done(
            await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, subject.Address, "complaint 18")
        );

        TestPeople.Refused(
            await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, subject.Address, "complaint 18")
        );
        Assert.Contains(
            "own mailbox",
            TestPeople.Refused(await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, asker.Address, "me")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            TestPeople.Refused(await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, "no@one.example", "x")),
            TestPeople.Refused(
                await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, stranger.Address, "curious")
            )
        );
        Assert.Null(await approvals.FindAsync(stranger.Actor, asked.Id));
        Assert.Empty(await approvals.OfAsync(stranger.Actor));
        TestPeople.Refused(await approvals.DecideAsync(subject.Actor, asked.Id, granted: true, "fine"));
        TestPeople.Refused(await approvals.DecideAsync(asker.Actor, asked.Id, granted: true, "fine"));
        TestPeople.Refused(await approvals.DecideAsync(stranger.Actor, asked.Id, granted: true, "fine"));
        // Whom it is about is told nothing, and nobody else administers the place: it waits for the service's own people.
        Assert.Empty(await home.People.Get<NoticeQueue>().CountAsync(asked.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_hold_begins_and_ends_by_two_and_keeps_what_is_deleted_meanwhile(Engine engine)
    {
        var home = await HomeAsync(engine);
        var (asker, second) = (await home.AdminAsync(), await home.AdminAsync());
        var approvals = home.People.Get<Approvals>();
        var address = home.Mail.Address.ToString();
        await home.Mail.ArrivesAsync("From: Ann <ann@gp.example>\r\nSubject: Evidence\r\n\r\nHere.\r\n");
        async Task AgreedAsync(DangerousAct what)
        {
            var asked = TestPeople.Done(await approvals.AskAsync(asker.Actor, what, address, "inquest"));
            TestPeople.Done(await approvals.DecideAsync(second.Actor, asked.Id, granted: true, "yes"));
        }

        Assert.Contains(
            "not on hold",
            TestPeople.Refused(await approvals.AskAsync(asker.Actor, DangerousAct.EndHold, address, "inquest")),
            StringComparison.Ordinal
        );
        await AgreedAsync(DangerousAct.HoldMailbox);
        var inbox = await home.Mail.FolderAsync(SpecialUse.Inbox);
        await home.Mail.Get<FolderView>().RemoveAsync(inbox.Id, UidSet.All);

        var open = TestPeople.Done(await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, address, "inquest"));
        TestPeople.Done(await approvals.DecideAsync(second.Actor, open.Id, granted: true, "yes"));
        using var browser = await home.BrowserAsync(asker);
        var kept = await browser.GetAsync($"/manage/approvals/{open.Id}/kept");
        var letter = kept.Page.QuerySelectorAll("a").Single(a => a.TextContent == "Evidence").GetAttribute("href")!;
        Assert.Contains("Here.", (await browser.GetAsync(letter)).Page.Body!.TextContent, StringComparison.Ordinal);

        var taken = TestPeople.Done(
            await approvals.AskAsync(asker.Actor, DangerousAct.ExportMailbox, address, "inquest")
        );
        TestPeople.Done(await approvals.DecideAsync(second.Actor, taken.Id, granted: true, "yes"));
        var copy = await browser.PostAsync($"/manage/approvals/{taken.Id}/export", []);
        await using var zip = await ZipArchive.CreateAsync(
            await copy.Response.Content.ReadAsStreamAsync(),
            ZipArchiveMode.Read,
            leaveOpen: false,
            null
        );
        Assert.Equal("Removed while on hold/00000001.eml", zip.Entries.Single().FullName);
        Assert.Equal("1 messages", (await home.People.ActsOnAsync(home.Mail.MailboxId))[^1].NewValue);

        await AgreedAsync(DangerousAct.EndHold);
        Assert.Equal(1, await home.Mail.Get<MailboxHolds>().DestroyKeptAsync(home.Mail.MailboxId));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(letter)).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_role_that_reaches_everybody_is_given_by_two(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var (una, otis) = (
            await people.PersonAsync(first: "Una", last: "Platt", roles: Role.Platform),
            await people.PersonAsync(first: "Otis", last: "Platt", roles: Role.Platform)
        );
        var person = await people.PersonAsync();
        var grant = new RoleGrant(Role.NationalHelpdesk, person.Organisation.Id);
        var approvals = people.Get<Approvals>();

        Assert.Contains(
            "second person",
            TestPeople.Refused(await people.Get<GiveRole>().RunAsync(una.Actor, person.Id, grant, "new agent")),
            StringComparison.Ordinal
        );
        TestPeople.Refused(
            await people
                .Get<AddPerson>()
                .RunAsync(una.Actor, new NewPerson(person.Organisation.Id, "New", "Agent") { Roles = [grant.Role] })
        );
        var asked = TestPeople.Done(await approvals.AskForRoleAsync(una.Actor, person.Id, grant, "new agent"));
        TestPeople.Refused(await approvals.DecideAsync(una.Actor, asked.Id, granted: true, "yes"));
        TestPeople.Refused(await approvals.DecideAsync(person.Actor, asked.Id, granted: true, "yes"));
        TestPeople.Done(await approvals.DecideAsync(otis.Actor, asked.Id, granted: true, "yes"));

        Assert.Contains(grant, await people.Get<AccountRecords>().RolesOfAsync(person.Id));
        TestPeople.Refused(await approvals.DecideAsync(otis.Actor, asked.Id, granted: true, "again"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_right_that_the_asker_lost_meanwhile_is_lost(Engine engine)
    {
        var home = await HomeAsync(engine);
        var (asker, second) = (await home.AdminAsync(), await home.AdminAsync());
        var approvals = home.People.Get<Approvals>();
        var (first, later) = (
            TestPeople.Done(
                await approvals.AskAsync(
                    asker.Actor,
                    DangerousAct.OpenMailbox,
                    home.Mail.Address.ToString(),
                    "complaint 19"
                )
            ),
            TestPeople.Done(
                await approvals.AskAsync(
                    asker.Actor,
                    DangerousAct.ExportMailbox,
                    home.Mail.Address.ToString(),
                    "complaint 19"
                )
            )
        );
        TestPeople.Done(await approvals.DecideAsync(second.Actor, first.Id, granted: true, "yes"));
        using var browser = await home.BrowserAsync(asker);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/manage/approvals/{first.Id}/mail")).Status);

        TestPeople.Done(
            await home
                .People.Get<TakeRole>()
                .RunAsync(
                    TestPeople.Operator,
                    asker.Id,
                    new RoleGrant(Role.LocalAdmin, home.Mail.Organisation.Id),
                    "other work"
                )
        );

        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync($"/manage/approvals/{first.Id}/mail")).Status);
        TestPeople.Refused(await approvals.DecideAsync(second.Actor, later.Id, granted: true, "yes"));
        TestPeople.Done(await approvals.DecideAsync(second.Actor, later.Id, granted: false, "not any more"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_nobody_decides_lapses_and_what_was_opened_closes(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: s => s.AddSingleton<TimeProvider>(clock)
        );
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var (asker, second, carer) = (
            await people.PersonAsync(site, roles: Role.LocalAdmin),
            await people.PersonAsync(site, roles: Role.LocalAdmin),
            await people.PersonAsync(site)
        );
        var approvals = people.Get<Approvals>();
        async Task<Approval> AskAsync() =>
            TestPeople.Done(await approvals.AskAsync(asker.Actor, DangerousAct.OpenMailbox, carer.Address, "why"));

        var lapsed = await AskAsync();
        clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(ApprovalState.Lapsed, (await approvals.FindAsync(asker.Actor, lapsed.Id))!.State);
        TestPeople.Refused(await approvals.DecideAsync(second.Actor, lapsed.Id, granted: true, "late"));

        var asked = await AskAsync();
        TestPeople.Done(await approvals.DecideAsync(second.Actor, asked.Id, granted: true, "yes"));
        Assert.Equal(ApprovalState.Usable, (await approvals.FindAsync(asker.Actor, asked.Id))!.State);
        clock.Advance(TimeSpan.FromHours(72));
        Assert.Equal(ApprovalState.Over, (await approvals.FindAsync(asker.Actor, asked.Id))!.State);
        Assert.Null(await approvals.UsableAsync(asker.Actor, asked.Id, DangerousAct.OpenMailbox, default));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Roles_are_given_and_taken_on_pages(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var headquarters = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(headquarters: headquarters.Id);
        var primary = await people.PersonAsync(headquarters, roles: Role.PrimaryAdmin);
        var person = await people.PersonAsync(site, "Della", "Directory");
        var stranger = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(primary);
        var path = $"/manage/roles/{site.Id}";

        Assert.Contains(
            site.Name,
            (await browser.GetAsync("/manage/roles")).Page.Body!.TextContent,
            StringComparison.Ordinal
        );
        var form = new Dictionary<string, string>
        {
            ["Address"] = stranger.Address,
            ["Role"] = "directory_manager",
            ["Reason"] = "keeps the GP list",
        };
        var hidden = await browser.PostAsync(path + "/give", form);
        form["Address"] = "nobody@caremail.example";
        Assert.Equal(hidden.Errors, (await browser.PostAsync(path + "/give", form)).Errors);
        form["Address"] = person.Address;
        form["Role"] = "platform";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync(path + "/give", form)).Status);
        form["Role"] = "directory_manager";
        Assert.Equal(path, (await browser.PostAsync(path + "/give", form)).Location);

        Assert.Contains(
            "Della Directory",
            (await browser.GetAsync(path)).Page.Body!.TextContent,
            StringComparison.Ordinal
        );
        var take = new Dictionary<string, string> { ["held"] = $"{person.Id}.directory_manager", ["Reason"] = "" };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync(path, take, "handler=Take")).Status);
        take["Reason"] = "other work";
        Assert.Equal(path, (await browser.PostAsync(path, take, "handler=Take")).Location);
        Assert.DoesNotContain(
            new RoleGrant(Role.DirectoryManager, site.Id),
            await people.Get<AccountRecords>().RolesOfAsync(person.Id)
        );
    }

    private async Task<Home> HomeAsync(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        return new Home(server, await MailHome.OnAsync(server));
    }

    private sealed record Home(RunningServer Server, MailHome Mail)
    {
        public TestPeople People { get; } = new(Server.Services);

        public Task<TestPerson> AdminAsync() => People.PersonAsync(Mail.Organisation, "Adam", "Admin", Role.LocalAdmin);

        public async Task<TestBrowser> BrowserAsync(TestPerson person)
        {
            var browser = new TestBrowser(Server);
            await browser.SignInAsync(person);
            return browser;
        }
    }
}
