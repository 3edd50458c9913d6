using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>RFC 9051 §6.3.4–6.3.9 and RFC 6154, without the wire.</summary>
public class FolderTreeTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_mailbox_has_its_standard_folders(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();

        var folders = await world.Tree.ListAsync(mailbox.Id);

        Assert.Equal(["INBOX", "Drafts", "Sent", "Archive", "Junk", "Deleted"], folders.Select(f => f.Name));
        Assert.Equal(folders.Count, folders.Select(f => f.UidValidity).Distinct().Count());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Making_a_folder_makes_the_levels_above_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();

        var made = await world.Tree.CreateAsync(mailbox.Id, "Residents/2026/Café");
        var again = await world.Tree.CreateAsync(mailbox.Id, "Residents/2026/Cafe\u0301");

        Assert.Equal((FolderOutcome.Done, "Residents/2026/Café"), (made.Outcome, made.Folder!.Name));
        Assert.Equal(FolderOutcome.AlreadyExists, again.Outcome);
        Assert.NotNull(await world.Tree.FindAsync(mailbox.Id, "Residents/2026"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B38_Names_that_are_no_names_are_refused_and_never_become_paths(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var before = (await world.Tree.ListAsync(mailbox.Id)).Count;

        foreach (
            var name in (string[])
                [
                    "",
                    "/",
                    "../../x",
                    "a/../b",
                    "a/./b",
                    "a//b",
                    "/a",
                    "a/",
                    "~root/x",
                    "a\0b",
                    "a\nb",
                    "a\u202eb",
                    "a\u2028b",
                    "a\ud800b",
                    "a*b",
                    "a%b",
                    "#news",
                    " a",
                    "a ",
                ]
        )
        {
            Assert.Equal(FolderOutcome.BadName, (await world.Tree.CreateAsync(mailbox.Id, name)).Outcome);
            Assert.Equal(FolderOutcome.BadName, (await world.Tree.RenameAsync(mailbox.Id, "Sent", name)).Outcome);
            Assert.Equal(FolderOutcome.BadName, await world.Tree.SubscribeAsync(Ids.New(), mailbox.Id, name));
            Assert.Null(await world.Tree.FindAsync(mailbox.Id, name));
        }

        Assert.Equal(
            FolderOutcome.NameTooLong,
            (await world.Tree.CreateAsync(mailbox.Id, new string('a', 10_000))).Outcome
        );
        Assert.Equal(
            FolderOutcome.TooDeep,
            (await world.Tree.CreateAsync(mailbox.Id, string.Join('/', Enumerable.Repeat("a", 11)))).Outcome
        );
        foreach (var inbox in (string[])["INBOX", "inbox", "InBox"])
        {
            Assert.Equal(FolderOutcome.AlreadyExists, (await world.Tree.CreateAsync(mailbox.Id, inbox)).Outcome);
            Assert.Equal("INBOX", (await world.Tree.FindAsync(mailbox.Id, inbox))!.Name);
        }

        Assert.Equal(before, (await world.Tree.ListAsync(mailbox.Id)).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Renaming_takes_what_is_below_along_and_keeps_uids(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var old = (await world.Tree.CreateAsync(mailbox.Id, "Ward/Seven/Night")).Folder!;
        await world.Tree.CreateAsync(mailbox.Id, "Wardrobe");
        await world.FileAsync(old);

        var renamed = await world.Tree.RenameAsync(mailbox.Id, "Ward", "Hospital/Ward");

        Assert.Equal(FolderOutcome.Done, renamed.Outcome);
        var night = await world.Tree.FindAsync(mailbox.Id, "Hospital/Ward/Seven/Night");
        Assert.Equal((old.Id, old.UidValidity, 1u), (night!.Id, night.UidValidity, night.Messages));
        Assert.NotNull(await world.Tree.FindAsync(mailbox.Id, "Hospital"));
        Assert.NotNull(await world.Tree.FindAsync(mailbox.Id, "Wardrobe"));
        Assert.Null(await world.Tree.FindAsync(mailbox.Id, "Ward"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_cannot_be_renamed_says_why(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        await world.Tree.CreateAsync(mailbox.Id, "A/B");
        await world.Tree.CreateAsync(mailbox.Id, "C");

        async Task<FolderOutcome> RenameAsync(string from, string to) =>
            (await world.Tree.RenameAsync(mailbox.Id, from, to)).Outcome;

        Assert.Equal(FolderOutcome.NoSuchFolder, await RenameAsync("X", "Y"));
        Assert.Equal(FolderOutcome.AlreadyExists, await RenameAsync("A", "C"));
        Assert.Equal(FolderOutcome.BadName, await RenameAsync("A", "A/B/C"));
        Assert.Equal(FolderOutcome.Protected, await RenameAsync("Sent", "Gone"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Renaming_INBOX_moves_its_messages_and_leaves_it_there(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        await world.FileAsync(inbox);
        await world.FileAsync(inbox);

        var old = await world.Tree.RenameAsync(mailbox.Id, "inbox", "Old mail");

        Assert.Equal(2u, (await world.AgainAsync(old.Folder!)).Messages);
        Assert.Equal(0u, (await world.AgainAsync(inbox)).Messages);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_is_deleted_with_its_messages_and_a_new_one_of_that_name_is_another(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var mailbox = await world.MailboxAsync();
        var old = (await world.Tree.CreateAsync(mailbox.Id, "Rota")).Folder!;
        await world.FileAsync(old);

        Assert.Equal(FolderOutcome.Done, (await world.Tree.DeleteAsync(mailbox.Id, "Rota")).Outcome);

        Assert.Equal(0, await world.Check.CountMessagesAsync());
        Assert.Equal(0, (await world.Access.FindAsync(mailbox.Id))!.UsedBytes);
        var made = (await world.Tree.CreateAsync(mailbox.Id, "Rota")).Folder!;
        Assert.True(made.UidValidity > old.UidValidity);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Folders_with_others_below_and_standard_folders_are_not_deleted(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        await world.Tree.CreateAsync(mailbox.Id, "A/B");

        Assert.Equal(FolderOutcome.HasChildren, (await world.Tree.DeleteAsync(mailbox.Id, "A")).Outcome);
        Assert.Equal(FolderOutcome.Protected, (await world.Tree.DeleteAsync(mailbox.Id, "INBOX")).Outcome);
        Assert.Equal(FolderOutcome.Protected, (await world.Tree.DeleteAsync(mailbox.Id, "Sent")).Outcome);
        Assert.Equal(FolderOutcome.NoSuchFolder, (await world.Tree.DeleteAsync(mailbox.Id, "Nowhere")).Outcome);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_has_a_thousand_folders_and_no_more(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        // Nine levels at a time: quicker than one by one.
        for (var i = 0; i < 110; i++)
        {
            Assert.True((await world.Tree.CreateAsync(mailbox.Id, $"N{i}/2/3/4/5/6/7/8/9")).IsDone);
        }

        var last = await world.Tree.CreateAsync(mailbox.Id, "X/2/3/4/5");

        Assert.Equal(FolderOutcome.TooManyFolders, last.Outcome);
        Assert.Equal(FolderOutcome.Done, (await world.Tree.CreateAsync(mailbox.Id, "X/2/3/4")).Outcome);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_subscription_outlives_its_folder_and_is_each_persons_own(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync(MailboxKind.Shared);
        var (anna, ben) = (Ids.New(), Ids.New());
        await world.Tree.CreateAsync(mailbox.Id, "Rota");
        await world.Tree.SubscribeAsync(anna, mailbox.Id, "Rota");

        await world.Tree.DeleteAsync(mailbox.Id, "Rota");

        Assert.Equal([new Subscription(mailbox.Id, "Rota")], await world.Tree.SubscriptionsOfAsync(anna));
        Assert.Empty(await world.Tree.SubscriptionsOfAsync(ben));
        await world.Tree.UnsubscribeAsync(anna, mailbox.Id, "Rota");
        Assert.Empty(await world.Tree.SubscriptionsOfAsync(anna));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everyone_who_looks_at_the_mailbox_hears_of_a_changed_tree(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var heard = new List<FolderChange>();
        using var subscription = world.Changes.Subscribe(mailbox.Id, heard.Add);

        await world.Tree.CreateAsync(mailbox.Id, "Rota");
        await world.Tree.RenameAsync(mailbox.Id, "Rota", "Rotas");
        await world.Tree.DeleteAsync(mailbox.Id, "Rotas");

        Assert.Equal(3, heard.Count(c => c.Kind == FolderChangeKind.Tree));
    }
}
