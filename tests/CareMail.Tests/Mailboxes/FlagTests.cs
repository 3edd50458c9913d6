using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>RFC 7162 and RFC 9051 §6.4.6, without the wire.</summary>
public class FlagTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Flags_are_added_removed_and_replaced_and_the_counts_follow(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        for (var i = 0; i < 5; i++)
        {
            await world.FileAsync(inbox);
        }

        await StoreAsync(world, inbox, FlagChange.Add(MessageFlags.Seen | MessageFlags.Flagged, "Urgent"), 1, 2, 4);
        await StoreAsync(world, inbox, FlagChange.Remove(MessageFlags.Seen, "URGENT"), 2);
        var replaced = await StoreAsync(
            world,
            inbox,
            FlagChange.Replace(MessageFlags.Deleted, "later", "Urgent"),
            4,
            5
        );

        Assert.All(replaced.Entries, e => Assert.Equal(MessageFlags.Deleted, e.Flags));
        Assert.All(replaced.Entries, e => Assert.Equal(["later", "Urgent"], e.Keywords));
        var entries = await world.View.EntriesAsync(inbox.Id, UidSet.All);
        Assert.Equal(
            [
                MessageFlags.Seen | MessageFlags.Flagged,
                MessageFlags.Flagged,
                MessageFlags.None,
                MessageFlags.Deleted,
                MessageFlags.Deleted,
            ],
            entries.Select(e => e.Flags)
        );
        Assert.Equal(["Urgent"], entries[0].Keywords);
        Assert.Empty(entries[1].Keywords);
        var now = await world.AgainAsync(inbox);
        Assert.Equal((5u, 4u, 2u), (now.Messages, now.Unseen, now.Deleted));
        Assert.Equal(["Urgent", "later"], now.Keywords);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_what_changes_gets_a_new_mod_sequence(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox, flags: MessageFlags.Seen);
        await world.FileAsync(inbox);
        var before = await world.View.EntriesAsync(inbox.Id, UidSet.All);

        var result = await StoreAsync(world, inbox, FlagChange.Add(MessageFlags.Seen), 1, 2);

        Assert.Equal([false, true], result.Entries.Select(e => e.Changed));
        Assert.Equal(before[0].ModSeq, result.Entries[0].ModSeq);
        Assert.Equal((await world.AgainAsync(inbox)).HighestModSeq, result.Entries[1].ModSeq);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_entry_changed_since_the_client_looked_is_left_alone_and_named(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        await world.FileAsync(inbox);
        var known = (await world.AgainAsync(inbox)).HighestModSeq;
        await StoreAsync(world, inbox, FlagChange.Add(MessageFlags.Answered), 2);

        var result = await world.View.StoreFlagsAsync(
            inbox.Id,
            UidSet.Of(1, 2),
            FlagChange.Add(MessageFlags.Deleted),
            unchangedSince: known
        );

        Assert.Equal([2u], result.Modified);
        Assert.Equal([1u], result.Entries.Select(e => e.Uid));
        Assert.Equal(1u, (await world.AgainAsync(inbox)).Deleted);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Keywords_have_limits_and_a_refusal_changes_nothing(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);

        foreach (var bad in (string[])["", "a b", "(x", "x]", "\\Custom", "é", "\\Seen", "$Junk", new string('k', 65)])
        {
            var result = await StoreAsync(world, inbox, FlagChange.Add(MessageFlags.Seen, bad), 1);
            Assert.Equal(FlagOutcome.KeywordRefused, result.Outcome);
        }

        string[] many = [.. Enumerable.Range(0, 33).Select(i => $"k{i}")];
        Assert.Equal(
            FlagOutcome.KeywordRefused,
            (await StoreAsync(world, inbox, FlagChange.Add(MessageFlags.Seen, many), 1)).Outcome
        );
        Assert.Equal(FlagOutcome.Done, (await StoreAsync(world, inbox, FlagChange.Add(0, many[..20]), 1)).Outcome);
        Assert.Equal(
            FlagOutcome.KeywordRefused,
            (await StoreAsync(world, inbox, FlagChange.Add(0, many[20..]), 1)).Outcome
        );
        Assert.Equal(1u, (await world.AgainAsync(inbox)).Unseen);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_knows_two_hundred_keywords_and_no_more(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        for (var i = 0; i < 10; i++)
        {
            var keywords = Enumerable.Range(i * 20, 20).Select(k => $"k{k}").ToArray();
            await world.FileAsync(inbox, keywords: keywords);
        }

        var result = await StoreAsync(world, inbox, FlagChange.Add(0, "one-more"), 1);
        var known = await StoreAsync(world, inbox, FlagChange.Add(0, "K199"), 1);

        Assert.Equal(FlagOutcome.KeywordRefused, result.Outcome);
        Assert.Contains("k199", known.Entries.Single().Keywords);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_reads_a_shared_message_is_remembered_and_moves_with_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync(MailboxKind.Shared);
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        var (anna, ben) = (Ids.New(), Ids.New());
        await world.FileAsync(inbox);
        await world.FileAsync(inbox);

        foreach (var reader in (Guid[])[anna, ben, anna])
        {
            await world.View.StoreFlagsAsync(
                inbox.Id,
                UidSet.Of(1),
                FlagChange.Add(MessageFlags.Seen),
                accountId: reader
            );
        }

        Assert.Equal(
            [anna, ben],
            (await world.View.ReadingsAsync(inbox.Id, UidSet.All)).Select(r => r.AccountId).OrderBy(a => a != anna)
        );
        var moved = await world.View.MoveAsync(inbox.Id, UidSet.Of(1), archive.Id);
        var there = await world.View.ReadingsAsync(archive.Id, UidSet.Of(moved.Entries.Single().To));
        Assert.Equal(2, there.Count);
        Assert.Empty(await world.View.ReadingsAsync(inbox.Id, UidSet.All));
        await world.View.RemoveAsync(archive.Id, UidSet.All);
        Assert.Empty(await world.View.ReadingsAsync(archive.Id, UidSet.All));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task In_a_personal_mailbox_nobody_keeps_a_list_of_what_was_read(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);

        await world.View.StoreFlagsAsync(
            inbox.Id,
            UidSet.Of(1),
            FlagChange.Add(MessageFlags.Seen),
            accountId: Ids.New()
        );

        Assert.Empty(await world.View.ReadingsAsync(inbox.Id, UidSet.All));
    }

    private static Task<FlagResult> StoreAsync(MailWorld world, Folder folder, FlagChange change, params uint[] uids) =>
        world.View.StoreFlagsAsync(folder.Id, UidSet.Of(uids), change);
}
