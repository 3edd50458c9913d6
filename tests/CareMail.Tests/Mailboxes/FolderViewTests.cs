using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Mailboxes;

public class FolderViewTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Pages_go_newest_first_and_back_again(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        for (var i = 1; i <= 7; i++)
        {
            await world.FileAsync(inbox, flags: i % 2 == 0 ? MessageFlags.Seen : MessageFlags.Deleted);
        }

        var first = await PageAsync(world, inbox, new PageQuery { Take = 3 });
        var second = await PageAsync(world, inbox, new PageQuery { Take = 3, Before = 5 });
        var last = await PageAsync(world, inbox, new PageQuery { Take = 3, Before = 2 });
        var back = await PageAsync(world, inbox, new PageQuery { Take = 3, After = 1 });

        Assert.Equal(("7,6,5", false, true), first);
        Assert.Equal(("4,3,2", true, true), second);
        Assert.Equal(("1", true, false), last);
        Assert.Equal(("4,3,2", true, true), back);
        Assert.Equal("7,5,3,1", (await PageAsync(world, inbox, new PageQuery { UnseenOnly = true })).Uids);
        Assert.Equal("6,4,2", (await PageAsync(world, inbox, new PageQuery { HideDeleted = true })).Uids);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_session_can_list_later_what_was_there_when_it_began(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        for (var i = 0; i < 5; i++)
        {
            await world.FileAsync(inbox);
        }

        await world.View.RemoveAsync(inbox.Id, UidSet.Of(2));
        var then = (await world.AgainAsync(inbox)).Snapshot;
        await world.View.RemoveAsync(inbox.Id, UidSet.Of(4));
        await world.FileAsync(inbox);

        var atThatTime = await world.View.UidsAsync(inbox.Id, then);
        var now = await world.View.UidsAsync(inbox.Id, (await world.AgainAsync(inbox)).Snapshot);
        Assert.Equal([1u, 3u, 4u, 5u], atThatTime);
        Assert.Equal([1u, 3u, 5u, 6u], now);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Any_set_of_uids_is_fetched_in_order_however_it_is_cut(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var stored = await world.StoreAsync(MailWorld.Letter("Many"));
        await world.Mail.FileAsync([.. Enumerable.Range(0, 700).Select(_ => MailWorld.Filing(inbox, stored))]);

        var odd = Enumerable.Range(1, 700).Where(i => i % 3 > 0).Select(i => (uint)i);
        List<UidSet> sets =
        [
            UidSet.All,
            UidSet.None,
            UidSet.Of(new uint[] { 700, 1, 350 }),
            UidSet.Of([new UidRange(5, 300), new UidRange(302, 699)]),
            UidSet.Of(odd),
            UidSet.Of([new UidRange(10, 12), new UidRange(14, 600), new UidRange(690, uint.MaxValue)]),
        ];
        foreach (var set in sets)
        {
            var uids = new List<uint>();
            await foreach (var entry in world.View.FetchAsync(inbox.Id, set, FetchParts.Summary))
            {
                uids.Add(entry.Uid);
            }

            Assert.Equal(Enumerable.Range(1, 700).Select(i => (uint)i).Where(set.Contains), uids);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_that_was_moved_to_another_segment_is_found_again_by_an_open_reader(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var letters = Enumerable.Range(0, 60).Select(i => MailWorld.Letter($"No {i}", bodyLength: 100_000)).ToList();
        foreach (var letter in letters)
        {
            await world.FileAsync(inbox, letter);
        }

        var open = await world.View.FindAsync(inbox.Id, 7, FetchParts.Content);
        await world.View.RemoveAsync(
            inbox.Id,
            UidSet.Of(Enumerable.Range(1, 60).Where(i => i % 7 != 0).Select(i => (uint)i))
        );
        var reclaimed = await Compaction(world).RunAsync();

        Assert.True(reclaimed is { CompactedSegments: > 0, DeletedSegments: > 0 });
        Assert.Equal(letters[6], System.Text.Encoding.UTF8.GetString(await open!.Content.ReadAllAsync()));
        for (var uid = 7; uid <= 56; uid += 7)
        {
            Assert.Equal(letters[uid - 1], await world.ReadAsync(inbox, (uint)uid));
        }

        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_views_of_a_folder_converge_whatever_happens_meanwhile(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        var stored = await world.StoreAsync(MailWorld.Letter("Shared work"));
        using var stop = new CancellationTokenSource();
        var views = Enumerable.Range(0, 2).Select(_ => FollowAsync(world, inbox, stop.Token)).ToList();

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        var dice = new Dice(worker);
                        for (var i = 0; i < 30; i++)
                        {
                            await ChangeSomethingAsync(world, inbox, archive, stored, dice);
                        }
                    })
                )
        );
        await stop.CancelAsync();

        var now = await world.View.EntriesAsync(inbox.Id, UidSet.All);
        foreach (var view in views)
        {
            Assert.Equal(
                now.Select(e => (e.Uid, e.Flags, e.ModSeq)),
                (await view).Select(e => (e.Uid, e.Flags, e.ModSeq))
            );
        }

        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Expunged_uids_are_remembered_for_ninety_days_and_then_said_to_be_forgotten(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        var known = (await world.AgainAsync(inbox)).HighestModSeq;
        await world.View.RemoveAsync(inbox.Id, UidSet.All);
        var since = (await world.AgainAsync(inbox)).HighestModSeq;

        Assert.Equal(0, await Keeper(world, days: 89).ForgetAsync(default));
        Assert.Equal([1u], (await world.View.ChangesSinceAsync(inbox.Id, known)).Vanished);
        Assert.Equal(1, await Keeper(world, days: 91).ForgetAsync(default));

        Assert.False((await world.View.ChangesSinceAsync(inbox.Id, known)).IsComplete);
        Assert.True((await world.View.ChangesSinceAsync(inbox.Id, since)).IsComplete);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Messages_found_by_search_are_located_in_their_mailbox_only(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var elsewhere = await world.FolderAsync(await world.MailboxAsync());
        var stored = await world.StoreAsync(MailWorld.Letter("Find me"));
        await world.Mail.FileAsync([MailWorld.Filing(inbox, stored), MailWorld.Filing(elsewhere, stored)]);

        var found = await world.View.LocateAsync(mailbox.Id, [stored.Id, Ids.New()], FetchParts.Summary);

        Assert.Equal((inbox.Id, "Find me"), (found.Single().FolderId, found.Single().Entry.Envelope.Subject));
    }

    /// <summary>What a client does: ask what happened since, apply it to what it knows.</summary>
    private static async Task<List<FolderEntry>> FollowAsync(MailWorld world, Folder folder, CancellationToken stop)
    {
        using var wake = new SemaphoreSlim(0);
        using var subscription = world.Changes.Subscribe(folder.Id, _ => wake.Release());
        var known = new SortedDictionary<uint, FolderEntry>();
        var modSeq = 0UL;
        var isLast = false;
        while (true)
        {
            var delta = await world.View.ChangesSinceAsync(folder.Id, modSeq, CancellationToken.None);
            foreach (var uid in delta.Vanished)
            {
                known.Remove(uid);
            }

            foreach (var entry in delta.Entries)
            {
                known[entry.Uid] = entry;
            }

            modSeq = delta.Folder!.HighestModSeq;
            if (isLast)
            {
                return [.. known.Values];
            }

            try
            {
                await wake.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                isLast = true;
            }
        }
    }

    private static async Task ChangeSomethingAsync(
        MailWorld world,
        Folder inbox,
        Folder archive,
        StoredMessage stored,
        Dice dice
    )
    {
        var uids = UidSet.Of([new UidRange((uint)dice.Next(30) + 1, (uint)dice.Next(60) + 1)]);
        var flag = (MessageFlags)(1 << dice.Next(5));
        switch (dice.Next(6))
        {
            case 0 or 1:
                await world.Mail.FileAsync([MailWorld.Filing(inbox, stored, flag)]);
                break;
            case 2:
                await world.View.StoreFlagsAsync(inbox.Id, uids, FlagChange.Add(flag));
                break;
            case 3:
                await world.View.StoreFlagsAsync(inbox.Id, uids, FlagChange.Replace(flag));
                break;
            case 4:
                await world.View.ExpungeAsync(inbox.Id, uids);
                break;
            default:
                await world.View.MoveAsync(inbox.Id, UidSet.Of((uint)dice.Next(40)), archive.Id);
                break;
        }
    }

    private static async Task<(string Uids, bool Newer, bool Older)> PageAsync(
        MailWorld world,
        Folder folder,
        PageQuery query
    )
    {
        var page = await world.View.PageAsync(folder.Id, query);
        return (string.Join(',', page.Entries.Select(e => e.Uid)), page.HasNewer, page.HasOlder);
    }

    private static TombstoneKeeper Keeper(MailWorld world, int days) =>
        new(world.Store.Database, new LaterTime(TimeSpan.FromDays(days)), NullLogger<TombstoneKeeper>.Instance);

    private static Compaction Compaction(MailWorld world) =>
        new(
            world.Store.Get<MessageLog>(),
            world.Store.Options with
            {
                SegmentGrace = TimeSpan.Zero,
                ReaderGrace = TimeSpan.Zero,
            },
            world.Store.Database,
            [new MessageIndex(world.Store.Database)],
            TimeProvider.System,
            NullLogger<Compaction>.Instance
        );

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
