using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>RFC 4315 and RFC 9051 §6.4.7–6.4.8, without the wire.</summary>
public class TransferTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copy_keeps_flags_date_and_conversation_and_gets_a_new_uid(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        await world.FileAsync(archive);
        await world.FileAsync(inbox, MailWorld.Letter("One"), MessageFlags.Flagged, "ward-7");
        await world.FileAsync(inbox, MailWorld.Letter("Two"));

        var result = await world.View.CopyAsync(inbox.Id, UidSet.Of(1, 2, 9), archive.Id);

        Assert.Equal([new(1, 2), new TransferredEntry(2, 3)], result.Entries);
        Assert.Equal(archive.UidValidity, result.UidValidity);
        var original = (await world.View.EntriesAsync(inbox.Id, UidSet.Of(1))).Single();
        var copy = (await world.View.EntriesAsync(archive.Id, UidSet.Of(2))).Single();
        Assert.Equal(
            (original.Flags, original.Received, original.ThreadId, original.MessageId),
            (copy.Flags, copy.Received, copy.ThreadId, copy.MessageId)
        );
        Assert.Equal(["ward-7"], copy.Keywords);
        Assert.Equal(3, await world.Check.CountMessagesAsync());
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Moving_within_a_mailbox_needs_no_quota_and_leaves_tombstones(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var letter = MailWorld.Letter("One");
        var mailbox = await world.MailboxAsync(quota: letter.Length + 10);
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        await world.FileAsync(inbox, letter);
        var known = await world.AgainAsync(inbox);

        var moved = await world.View.MoveAsync(inbox.Id, UidSet.All, archive.Id);
        var copied = await world.View.CopyAsync(archive.Id, UidSet.All, inbox.Id);

        Assert.Equal([new TransferredEntry(1, 1)], moved.Entries);
        Assert.Equal(TransferOutcome.OverQuota, copied.Outcome);
        Assert.Equal([1u], (await world.View.ChangesSinceAsync(inbox.Id, known.HighestModSeq)).Vanished);
        Assert.Equal(letter, await world.ReadAsync(archive, 1));
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copy_for_another_organisation_opens_with_that_organisations_key_alone(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var here = await world.FolderAsync(await world.MailboxAsync());
        var there = await world.FolderAsync(await world.MailboxAsync());
        var letter = MailWorld.Letter("Handover");
        await world.FileAsync(here, letter);

        await world.View.CopyAsync(here.Id, UidSet.All, there.Id);
        await world.View.RemoveAsync(here.Id, UidSet.All);

        Assert.Equal(letter, await world.ReadAsync(there, 1));
        await world.AssertSoundAsync();
        await world.View.RemoveAsync(there.Id, UidSet.All);
        Assert.Equal(0, await world.Check.CountMessagesAsync());
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_move_to_another_mailbox_takes_quota_and_conversation_along(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var organisation = Ids.New();
        var own = await world.MailboxAsync(organisation: organisation);
        var shared = await world.MailboxAsync(MailboxKind.Shared, organisation);
        var (from, to) = (await world.FolderAsync(own), await world.FolderAsync(shared));
        await world.FileAsync(to, MailWorld.Letter("Question", "q@gp.example"));
        await world.FileAsync(from, MailWorld.Letter("Re: Question", "a@home.example", "q@gp.example"));

        await world.View.MoveAsync(from.Id, UidSet.All, to.Id);

        var entries = await world.View.EntriesAsync(to.Id, UidSet.All);
        Assert.Single(entries.Select(e => e.ThreadId).Distinct());
        Assert.Equal(0, (await world.Access.FindAsync(own.Id))!.UsedBytes);
        Assert.Equal(entries.Sum(e => e.Size), (await world.Access.FindAsync(shared.Id))!.UsedBytes);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Expunge_takes_only_what_is_marked_and_destroys_the_keys_of_the_last_copy(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        for (var i = 0; i < 4; i++)
        {
            await world.FileAsync(inbox, flags: i % 2 == 0 ? MessageFlags.Deleted : MessageFlags.None);
        }

        var gone = (await world.View.EntriesAsync(inbox.Id, UidSet.Of(3))).Single().MessageId;

        Assert.Equal([3u], (await world.View.ExpungeAsync(inbox.Id, UidSet.Of(2, 3))).Uids);
        Assert.Equal([1u], (await world.View.ExpungeAsync(inbox.Id)).Uids);

        Assert.Equal([2u, 4u], (await world.FetchAsync(inbox)).Select(e => e.Uid));
        Assert.Null(await world.Mail.OpenAsync(gone));
        Assert.Equal(
            2,
            (await world.Store.Database.QueryAsync<long>("SELECT COUNT(*) FROM storage_dead_bytes")).Single()
        );
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Thousands_are_copied_moved_flagged_and_removed_in_slices_and_still_add_up(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        var stored = await world.StoreAsync(MailWorld.Letter("Copy me"));
        for (var i = 0; i < 5; i++)
        {
            await world.Mail.FileAsync([.. Enumerable.Range(0, 500).Select(_ => MailWorld.Filing(inbox, stored))]);
        }

        Assert.Equal(2_500, (await world.View.CopyAsync(inbox.Id, UidSet.All, archive.Id)).Entries.Count);
        Assert.Equal(2_500, (await world.View.MoveAsync(inbox.Id, UidSet.All, archive.Id)).Entries.Count);
        var flagged = await world.View.StoreFlagsAsync(archive.Id, UidSet.All, FlagChange.Add(MessageFlags.Deleted));
        Assert.Equal(5_000, flagged.Entries.Count);
        Assert.Equal(5_000, (await world.FetchAsync(archive, FetchParts.Summary)).Count);
        var everyOther = UidSet.Of(Enumerable.Range(1, 2_500).Select(i => (uint)i * 2));
        Assert.Equal(2_500, (await world.View.EntriesAsync(archive.Id, everyOther)).Count);
        Assert.Equal(2_500, (await world.View.ExpungeAsync(archive.Id, everyOther)).Uids.Count);

        await world.AssertSoundAsync();
        Assert.Equal(2_500u, (await world.AgainAsync(archive)).Messages);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_copy_that_does_not_fit_leaves_nothing_behind(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var from = await world.FolderAsync(await world.MailboxAsync());
        var stored = await world.StoreAsync(MailWorld.Letter("Copy me"));
        var to = await world.FolderAsync(await world.MailboxAsync(quota: stored.Size * 1_200));
        for (var i = 0; i < 3; i++)
        {
            await world.Mail.FileAsync([.. Enumerable.Range(0, 500).Select(_ => MailWorld.Filing(from, stored))]);
        }

        var result = await world.View.CopyAsync(from.Id, UidSet.All, to.Id);

        Assert.Equal((TransferOutcome.OverQuota, 0), (result.Outcome, result.Entries.Count));
        Assert.Equal(0u, (await world.AgainAsync(to)).Messages);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Folders_that_are_gone_refuse(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);

        Assert.Equal(
            TransferOutcome.NoSuchFolder,
            (await world.View.CopyAsync(inbox.Id, UidSet.All, Ids.New())).Outcome
        );
        Assert.Equal(
            TransferOutcome.NoSuchFolder,
            (await world.View.MoveAsync(Ids.New(), UidSet.Of(1), inbox.Id)).Outcome
        );
        Assert.Empty((await world.View.ExpungeAsync(Ids.New())).Uids);
    }
}
