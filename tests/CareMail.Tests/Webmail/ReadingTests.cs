using System.Net;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class ReadingTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_colleague_sees_who_has_read_a_message(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("Coming home", "Transport is booked."));
        using var amina = await home.SignInAsync(home.Amina);
        using var joy = await home.SignInAsync(home.Joy);

        var before = await joy.GetAsync(await home.InboxAsync());
        await amina.GetAsync(before.One("#rows a").GetAttribute("href")!);
        var after = await joy.GetAsync(await home.InboxAsync());
        var read = await joy.GetAsync(after.One("#rows a").GetAttribute("href")!);

        Assert.NotNull(before.Page.QuerySelector(".cm-row--unread"));
        Assert.Equal("1 unread", before.Words(".cm-folders a[aria-current] .cm-count"));
        Assert.Null(after.Page.QuerySelector(".cm-row--unread"));
        Assert.Matches("^Read by Amina Yusuf .* and Joy Okafor", read.Words("#seen"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Looking_at_a_list_again_by_itself_marks_nothing_read(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("Coming home", "Transport is booked."));
        using var amina = await home.SignInAsync(home.Amina);
        var message = await home.MessageAsync(SpecialUse.Inbox);

        await amina.RefreshAsync(message);

        Assert.False(Assert.Single(await home.EntriesAsync(SpecialUse.Inbox)).Entry.IsSeen);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Messages_are_marked_flagged_moved_and_deleted_for_good(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("One", "1"));
        await home.ArrivesAsync(Letters.Plain("Two", "2"));
        await home.ArrivesAsync(Letters.Plain("Three", "3"));
        using var amina = await home.SignInAsync(home.Amina);
        var inbox = await home.InboxAsync();

        var three = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        await amina.PressAsync(three, "#bar [value=flag]");
        await amina.PressAsync(three, "#bar [value=archive]");
        Assert.True(
            Assert.Single(await home.EntriesAsync(SpecialUse.Archive)).Entry.Flags.HasFlag(MessageFlags.Flagged)
        );

        var choose = await amina.GetAsync(inbox + "?select=1");
        var both = choose.All("#picked input[name=uid]").Select(box => ("uid", box.GetAttribute("value")!)).ToList();
        await amina.PressAsync(choose, "#picked [value=read]", both);
        Assert.All(await home.EntriesAsync(SpecialUse.Inbox), e => Assert.True(e.Entry.IsSeen));
        var said = await amina.PressAsync(choose, "#picked [value=delete]", both);
        Assert.Equal("2 messages moved to Deleted", said.Words("#said p"));

        var deleted = MailLinks.Folder((await home.FolderAsync(SpecialUse.Deleted)).Id);
        var gone = await amina.GetAsync(deleted + "?select=1");
        var all = gone.All("#picked input[name=uid]").Select(box => ("uid", box.GetAttribute("value")!)).ToList();
        await amina.PressAsync(gone, "#picked [value=delete]", all);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Deleted));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_long_folder_has_pages_and_a_search_finds_what_is_on_none_of_them(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        for (var i = 1; i <= 60; i++)
        {
            await home.ArrivesAsync(Letters.Plain($"Letter {i}", i == 3 ? "The blue cardigan." : "Nothing."));
        }

        using var amina = await home.SignInAsync(home.Amina);
        var first = await amina.GetAsync(await home.InboxAsync());
        var second = await amina.GetAsync(first.One("a[rel=next]").GetAttribute("href")!);
        var found = await amina.PressAsync(first, ".cm-top__search input[name=q]", [("q", " blue cardigan ")]);

        Assert.Equal(50, first.All("#rows .cm-row").Count);
        Assert.Equal(10, second.All("#rows .cm-row").Count);
        Assert.Equal("Letter 3", found.Words("#rows .cm-row__subj"));
        Assert.Contains(
            "Letter 60",
            (await amina.GetAsync(second.One("a[rel=prev]").GetAttribute("href")!)).Text,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_letter_shows_the_pictures_it_carries_and_leaves_none_in_the_browser(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithPicture("<p>Here: <img src=\"cid:plan@postbox.example\"></p>"));
        using var amina = await home.SignInAsync(home.Amina);

        var page = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        var letter = await amina.GetAsync(page.One("iframe").GetAttribute("src")!);
        var picture = await amina.RawAsync(letter.One("img").GetAttribute("src")!);

        Assert.Equal(Letters.Png, await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.True(picture.Headers.CacheControl?.NoStore);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_moved_by_mistake_comes_back(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("One", "1"));
        await home.ArrivesAsync(Letters.Plain("Two", "2"));
        using var amina = await home.SignInAsync(home.Amina);
        var inbox = await home.InboxAsync();

        var one = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        var deleted = await amina.PressAsync(one, "#bar [value=delete]");
        Assert.Single(await home.EntriesAsync(SpecialUse.Deleted));
        var back = await amina.PressAsync(deleted, "#undo");
        Assert.Equal((inbox, "1 message moved to Inbox"), (back.Path, back.Words("#said")));
        Assert.Null(back.Page.QuerySelector("#undo"));

        var choose = await amina.GetAsync(inbox + "?select=1");
        var both = choose.All("#picked input[name=uid]").Select(box => ("uid", box.GetAttribute("value")!)).ToList();
        var gone = await amina.PressAsync(choose, "#picked [value=archive]", both);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Inbox));
        await amina.PressAsync(gone, "#undo");
        Assert.Equal(2, (await home.EntriesAsync(SpecialUse.Inbox)).Count);
        // What is gone for good is not offered back.
        var again = await amina.GetAsync(await home.InboxAsync());
        Assert.Null(again.Page.QuerySelector("#undo"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_belongs_to_another_home_is_not_found(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var (home, other) = (await MailHome.OnAsync(server), await MailHome.OnAsync(server));
        await home.ArrivesAsync(Letters.WithFile("plan.pdf", "application/pdf", "%PDF-1.4"));
        using var stranger = await other.SignInAsync(other.Amina);
        using var visitor = new Visitor(server);
        var inbox = await home.FolderAsync(SpecialUse.Inbox);
        string[] addresses =
        [
            MailLinks.Folder(inbox.Id),
            MailLinks.Message(inbox.Id, 1),
            MailLinks.Letter(inbox.Id, 1, pictures: false),
            MailLinks.File(inbox.Id, 1, "2"),
            MailLinks.Picture(inbox.Id, 1, "2"),
            MailLinks.Original(inbox.Id, 1),
            MailLinks.Search(home.MailboxId),
            MailLinks.Answer("reply", inbox.Id, 1),
            MailLinks.Answer("forward", inbox.Id, 1),
            MailLinks.Draft(inbox.Id, 1),
        ];

        foreach (var address in addresses)
        {
            Assert.Equal((address, HttpStatusCode.NotFound), (address, (await stranger.GetAsync(address)).Status));
            // Whoever is not signed in is asked to; nothing else is said.
            Assert.StartsWith("/sign-in", (await visitor.GetAsync(address)).Path, StringComparison.Ordinal);
        }

        // Nor may their mail be moved in or out by a form made by hand.
        var own = await stranger.GetAsync(await other.InboxAsync());
        var token = own.One("input[name=__RequestVerificationToken]").GetAttribute("value")!;
        await other.ArrivesAsync(Letters.Plain("Mine", "own"));
        var into = await stranger.PostAsync(
            MailLinks.Message((await other.FolderAsync(SpecialUse.Inbox)).Id, 1),
            ("__RequestVerificationToken", token),
            ("act", "move"),
            ("to", inbox.Id.ToString())
        );
        var outOf = await stranger.PostAsync(
            MailLinks.Message(inbox.Id, 1),
            ("__RequestVerificationToken", token),
            ("act", "delete")
        );
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (into.Status, outOf.Status));
        Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_searched_for_stands_on_the_page_and_not_in_its_address_or_title(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("About Mr Vale", "He slept well."));
        using var amina = await home.SignInAsync(home.Amina);
        var inbox = await amina.GetAsync(await home.InboxAsync());

        var found = await amina.PressAsync(inbox, ".cm-top__search input[name=q]", [("q", "vale")]);
        var none = await amina.PressAsync(found, ".cm-find button", [("q", "nobody")]);
        var forged = await amina.GetAsync(MailLinks.Search(home.MailboxId, "vale"));

        Assert.Equal("About Mr Vale", found.Words("#rows .cm-row__subj"));
        Assert.Equal("vale", found.One("#search").GetAttribute("value"));
        Assert.DoesNotContain("vale", found.Path + found.Words("title"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("“nobody”", none.Words("main"), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, ""), (forged.Status, forged.One("#search").GetAttribute("value")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_form_from_another_site_does_nothing(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.Plain("Stay", "here"));
        using var amina = await home.SignInAsync(home.Amina);

        var refused = await amina.PostAsync(await home.MessageAsync(SpecialUse.Inbox), ("act", "delete"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("open too long", refused.Text, StringComparison.Ordinal);
        Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));
    }
}
