using System.Net;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class FoldersTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_is_made_below_another_and_stands_there_for_colleagues_too(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        await MakeAsync(amina, home.MailboxId, "Residents");
        var said = await MakeAsync(amina, home.MailboxId, " Ferndale wing ", below: await FindAsync(home, "Residents"));

        Assert.Equal("Ferndale wing is made", said.Words("#said"));
        Assert.Equal(MailLinks.Folders, said.Path);
        using var joy = await home.SignInAsync(home.Joy);
        var seen = await joy.GetAsync(await home.InboxAsync());
        Assert.Contains("Residents / Ferndale wing", Links(seen, "#folders"));
        Assert.Equal("Residents/Ferndale wing", (await FindAsync(home, "Residents/Ferndale wing")).Name);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_is_renamed_and_moved_with_what_is_below_and_in_it(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await MakeAsync(amina, home.MailboxId, "2025");
        await MakeAsync(amina, home.MailboxId, "May", below: await FindAsync(home, "2025"));
        await PutAsync(home, amina, "2025/May");

        var folders = await amina.GetAsync(MailLinks.Folders);
        var form = await amina.GetAsync(
            folders.One($"a[href='{await ChangeAsync(home, "2025")}']").GetAttribute("href")!
        );
        Assert.Equal("2025", form.One("#Name").GetAttribute("value"));
        var archive = await home.FolderAsync(SpecialUse.Archive);
        var said = await amina.PressAsync(
            form,
            "main button",
            [("Name", "Year 2025"), ("Below", archive.Id.ToString())]
        );

        Assert.Equal("The folder is now Archive / Year 2025", said.Words("#said"));
        Assert.Equal(1u, (await FindAsync(home, "Archive/Year 2025/May")).Messages);
        Assert.DoesNotContain("2025", Links(said, "#folders"));
        // Not into itself, nor into what is below it.
        var again = await amina.GetAsync(await ChangeAsync(home, "Archive/Year 2025"));
        Assert.DoesNotContain("Year 2025", string.Join('|', again.All("#Below option").Select(o => o.TextContent)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_deleted_folder_is_asked_about_and_its_messages_are_found_in_deleted(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await MakeAsync(amina, home.MailboxId, "Residents");
        await MakeAsync(amina, home.MailboxId, "Gone", below: await FindAsync(home, "Residents"));
        await PutAsync(home, amina, "Residents");
        await PutAsync(home, amina, "Residents/Gone");

        var folders = await amina.GetAsync(MailLinks.Folders);
        var delete = MailLinks.DeleteFolder((await FindAsync(home, "Residents")).Id);
        var asked = await amina.GetAsync(folders.One($"a[href='{delete}']").GetAttribute("href")!);
        Assert.Equal("Residents / Gone", asked.Words("#below"));
        Assert.Equal("2 messages go to Deleted, where you find them again.", asked.Words("#what"));
        Assert.Empty(await home.EntriesAsync(SpecialUse.Deleted));
        var said = await amina.PressAsync(asked, "main button");

        Assert.Equal("Residents is deleted", said.Words("#said"));
        Assert.DoesNotContain("Residents", Links(said, "#folders"));
        Assert.Equal(2, (await home.EntriesAsync(SpecialUse.Deleted)).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await amina.GetAsync(delete)).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_below_deleted_goes_for_good(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.Get<FolderTree>().CreateAsync(home.MailboxId, "Deleted/Old");
        await PutAsync(home, amina, "Deleted/Old");

        var asked = await amina.GetAsync(MailLinks.DeleteFolder((await FindAsync(home, "Deleted/Old")).Id));
        Assert.Equal("1 message is deleted for good with it. Nobody can bring it back.", asked.Words("#what"));
        await amina.PressAsync(asked, "main button");

        Assert.Empty(await home.EntriesAsync(SpecialUse.Deleted));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Emptying_deleted_is_asked_about_and_takes_no_more_than_was_there_then(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await PutAsync(home, amina, "Deleted");
        await PutAsync(home, amina, "Deleted");
        var bin = MailLinks.Folder((await home.FolderAsync(SpecialUse.Deleted)).Id);

        var list = await amina.GetAsync(bin);
        var asked = await amina.GetAsync(list.One("#empty").GetAttribute("href")!);
        Assert.Equal("2 messages are deleted for good. Nobody can bring them back.", asked.Words("#what"));
        // Joy deletes another one meanwhile.
        await PutAsync(home, amina, "Deleted");
        var said = await amina.PressAsync(asked, "main button");

        Assert.Equal("2 messages deleted for good", said.Words("#said"));
        Assert.Single(await home.EntriesAsync(SpecialUse.Deleted));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Standard_folders_cannot_be_renamed_or_deleted_and_only_deleted_is_emptied(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(Letters.Plain("Stay", "here"));

        var folders = await amina.GetAsync(MailLinks.Folders);

        Assert.Empty(folders.All("main a[href$='/change'], main a[href$='/delete']"));
        foreach (var use in Enum.GetValues<SpecialUse>().Where(u => u != SpecialUse.None))
        {
            var id = (await home.FolderAsync(use)).Id;
            Assert.Equal(HttpStatusCode.NotFound, (await amina.GetAsync(MailLinks.ChangeFolder(id))).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await amina.GetAsync(MailLinks.DeleteFolder(id))).Status);
            var token = folders.One("input[name=__RequestVerificationToken]").GetAttribute("value")!;
            (string, string)[] forged = [("__RequestVerificationToken", token), ("Name", "Mine"), ("before", "99")];
            await amina.PostAsync(MailLinks.ChangeFolder(id), forged);
            await amina.PostAsync(MailLinks.DeleteFolder(id), forged);
            await amina.PostAsync(MailLinks.EmptyBin(id), forged);
        }

        Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));
        Assert.Null(await home.Get<FolderTree>().FindAsync(home.MailboxId, "Mine"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B38_a_name_that_no_mail_program_could_use_is_refused_in_words_and_kept_to_be_corrected(
        Engine engine
    )
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await MakeAsync(amina, home.Amina.MailboxId, "Rota");
        var form = await amina.GetAsync(MailLinks.NewFolder(home.Amina.MailboxId));

        foreach (
            var (typed, reason) in new[]
            {
                ("", "Give the folder a name"),
                ("Rota", "There is a folder of that name already"),
                ("inbox", "There is a folder of that name already"),
                ("shared", "“Shared” is where mail programs show shared mailboxes"),
                ("../../x", "A name cannot have a / in it"),
                ("..", "Use letters, numbers and spaces"),
                ("~root", "Use letters, numbers and spaces"),
                ("a*", "Use letters, numbers and spaces"),
                ("rota\u202Egpj", "Use letters, numbers and spaces"),
                (new string('x', 251), "That name is too long"),
            }
        )
        {
            var refused = await amina.PressAsync(form, "main button", [("Name", typed)]);

            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(reason, refused.Words(".nhsuk-error-summary"), StringComparison.Ordinal);
            Assert.Contains(reason, refused.Words("#Name-error"), StringComparison.Ordinal);
            Assert.Equal(typed, refused.One("#Name").GetAttribute("value"));
            Assert.StartsWith("Error: ", refused.Words("title"), StringComparison.Ordinal);
        }

        Assert.Equal(7, (await home.Get<FolderTree>().ListAsync(home.Amina.MailboxId)).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B70_a_folder_s_name_is_text_wherever_it_stands(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        const string Hostile = "<img src=x onerror=alert(1)>\"'&amp;";

        var said = await MakeAsync(amina, home.MailboxId, Hostile);

        var folder = await FindAsync(home, Hostile);
        await PutAsync(home, amina, Hostile);
        Seen[] pages =
        [
            said,
            await amina.GetAsync(MailLinks.Folder(folder.Id)),
            await amina.GetAsync(MailLinks.Folder(folder.Id) + "?select=1"),
            await amina.GetAsync(MailLinks.Message(folder.Id, 1)),
            await amina.GetAsync(MailLinks.ChangeFolder(folder.Id)),
            await amina.GetAsync(MailLinks.DeleteFolder(folder.Id)),
            await amina.PressAsync(said, ".cm-top__search input[name=q]", [("q", "put away")]),
        ];
        Assert.All(
            pages,
            page =>
            {
                Assert.Equal(HttpStatusCode.OK, page.Status);
                Assert.Empty(page.All("img"));
                Assert.Contains(
                    "onerror=alert",
                    page.Page.DocumentElement.TextContent + page.Text,
                    StringComparison.Ordinal
                );
            }
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_arranges_the_folders_of_a_mailbox_that_is_not_theirs(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var (home, other) = (await MailHome.OnAsync(server), await MailHome.OnAsync(server));
        using var amina = await home.SignInAsync(home.Amina);
        await MakeAsync(amina, home.MailboxId, "Residents");
        await PutAsync(home, amina, "Deleted");
        using var stranger = await other.SignInAsync(other.Amina);
        await MakeAsync(stranger, other.MailboxId, "Mine");
        var own = await stranger.GetAsync(await other.InboxAsync());
        var token = own.One("input[name=__RequestVerificationToken]").GetAttribute("value")!;
        var residents = await FindAsync(home, "Residents");
        var bin = await home.FolderAsync(SpecialUse.Deleted);
        var mine = (await other.Get<FolderTree>().FindAsync(other.MailboxId, "Mine"))!;

        foreach (
            var address in new[]
            {
                MailLinks.NewFolder(home.MailboxId),
                MailLinks.ChangeFolder(residents.Id),
                MailLinks.DeleteFolder(residents.Id),
                MailLinks.EmptyBin(bin.Id),
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).Status);
            (string, string)[] form = [("__RequestVerificationToken", token), ("Name", "Taken"), ("before", "99")];
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(address, form)).Status);
        }

        // Nor is one's own folder moved below somebody else's.
        var across = await stranger.PostAsync(
            MailLinks.ChangeFolder(mine.Id),
            ("__RequestVerificationToken", token),
            ("Name", "Mine"),
            ("Below", residents.Id.ToString())
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, across.Status);
        Assert.Single(await home.EntriesAsync(SpecialUse.Deleted));
        Assert.Equal(7, (await home.Get<FolderTree>().ListAsync(home.MailboxId)).Count);
        // Without the page's token nothing happens either, to whomever it belongs.
        Assert.Equal(HttpStatusCode.BadRequest, (await amina.PostAsync(MailLinks.DeleteFolder(residents.Id))).Status);
    }

    private static async Task<Seen> MakeAsync(Visitor visitor, Guid mailbox, string name, Folder? below = null)
    {
        var form = await visitor.GetAsync(MailLinks.NewFolder(mailbox));
        return await visitor.PressAsync(form, "main button", [("Name", name), ("Below", below?.Id.ToString() ?? "")]);
    }

    /// <summary>A message arrives and is moved there.</summary>
    private static async Task PutAsync(MailHome home, Visitor visitor, string folder)
    {
        var uid = await home.ArrivesAsync(Letters.Plain("Put away", "text"));
        var inbox = await home.FolderAsync(SpecialUse.Inbox);
        var to = await FindAsync(home, folder);
        var page = await visitor.GetAsync(MailLinks.Message(inbox.Id, uid));
        await visitor.PressAsync(page, "#bar [value=move]", [("to", to.Id.ToString())]);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Inbox));
    }

    private static async Task<Folder> FindAsync(MailHome home, string name) =>
        (await home.Get<FolderTree>().FindAsync(home.MailboxId, name))!;

    private static async Task<string> ChangeAsync(MailHome home, string name) =>
        MailLinks.ChangeFolder((await FindAsync(home, name)).Id);

    /// <summary>What the links in there are called.</summary>
    private static IEnumerable<string> Links(Seen page, string within) =>
        page.All(within + " li a .cm-cut")
            .Select(a => string.Join(' ', a.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
