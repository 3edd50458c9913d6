using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Mailboxes;

public class FlagMemoryTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Flags_remembered_follow_every_change_whoever_makes_it(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        // Another program on the same database: it tells this one nothing.
        await using var elsewhere = new MailWorld(world.Store);
        var mailbox = await world.MailboxAsync();
        var inbox = await world.FolderAsync(mailbox);
        var archive = await world.FolderAsync(mailbox, SpecialUse.Archive);
        for (var i = 0; i < 5; i++)
        {
            await world.FileAsync(inbox, flags: MessageFlags.Seen, keywords: i == 2 ? ["blue", "Late"] : []);
        }

        Assert.Equal("1S 2S 3S(blue,Late) 4S 5S", await FlagsAsync(world, inbox));
        await elsewhere.View.StoreFlagsAsync(inbox.Id, UidSet.Of(2), FlagChange.Add(MessageFlags.Flagged));
        await elsewhere.View.StoreFlagsAsync(
            inbox.Id,
            UidSet.Of(3),
            new FlagChange(FlagOperation.Remove, MessageFlags.Seen, ["late"])
        );
        Assert.Equal("1S 2SF 3(blue) 4S 5S", await FlagsAsync(world, inbox));
        await elsewhere.View.RemoveAsync(inbox.Id, UidSet.Of(1, 5));
        await elsewhere.FileAsync(inbox);
        Assert.Equal("2SF 3(blue) 4S 6", await FlagsAsync(world, inbox));
        await elsewhere.View.MoveAsync(inbox.Id, UidSet.Of(3), archive.Id);
        await elsewhere.View.MoveAsync(archive.Id, UidSet.All, inbox.Id);
        Assert.Equal("2SF 4S 6 7(blue)", await FlagsAsync(world, inbox));
        await elsewhere.View.RemoveAsync(inbox.Id, UidSet.All);
        Assert.Equal("", await FlagsAsync(world, inbox));
        Assert.Equal("", await FlagsAsync(world, archive));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Mod_sequences_remembered_are_those_of_the_index(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        await world.FileAsync(inbox);
        await world.View.FlagsAsync(inbox.Id);
        await world.View.StoreFlagsAsync(inbox.Id, UidSet.Of(1), FlagChange.Add(MessageFlags.Answered));

        var flags = (await world.View.FlagsAsync(inbox.Id))!;

        Assert.Equal((await world.AgainAsync(inbox)).HighestModSeq, flags.ModSeq);
        Assert.Equal(
            (await world.View.EntriesAsync(inbox.Id, UidSet.All)).Select(e => (e.Uid, e.ModSeq)),
            All(flags).Select(e => (e.Uid, e.ModSeq))
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_expunged_and_forgotten_is_not_remembered_either(Engine engine)
    {
        var store = await stores.FreshAsync(engine);
        await using var world = new MailWorld(store);
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        await world.FileAsync(inbox);
        Assert.Equal("1 2", await FlagsAsync(world, inbox));

        await world.View.RemoveAsync(inbox.Id, UidSet.Of(1));
        var later = new TestClock();
        later.Advance(TimeSpan.FromDays(91));
        var keeper = new TombstoneKeeper(store.Database, later, NullLogger<TombstoneKeeper>.Instance);
        Assert.Equal(1, await keeper.ForgetAsync(default));

        Assert.Equal("2", await FlagsAsync(world, inbox));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_with_very_many_combinations_of_keywords_is_not_held(Engine engine)
    {
        await using var world = new MailWorld(await stores.OnAsync(engine));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var stored = await world.StoreAsync(MailWorld.Letter("Colourful"));
        var known = (await world.AgainAsync(inbox)).Snapshot;
        // All subsets of ten words: 1,024 combinations.
        await world.Mail.FileAsync([
            .. Enumerable
                .Range(0, 1_024)
                .Select(set =>
                    MailWorld.Filing(
                        inbox,
                        stored,
                        MessageFlags.None,
                        [.. Enumerable.Range(0, 10).Where(bit => ((set >> bit) & 1) == 1).Select(bit => $"word{bit}")]
                    )
                ),
        ]);

        Assert.Null(await world.View.FlagsAsync(inbox.Id));
        await world.View.RemoveAsync(inbox.Id, UidSet.Of([new UidRange(2, 1_022)]));
        Assert.Equal(
            Enumerable.Range(1, 1_024).Select(i => (uint)i),
            await world.View.UidsAsync(inbox.Id, new FolderSnapshot(1_025, known.ModSeq + 1))
        );
        Assert.Equal(3, (await world.View.FlagsAsync(inbox.Id))!.Count);
    }

    [Fact]
    public async Task A_folder_too_large_is_not_held_and_all_together_stay_within_the_limit()
    {
        var store = await stores.OnAsync(Engine.Sqlite);
        await using var world = new MailWorld(store);
        var folders = new List<Folder>();
        for (var i = 0; i < 4; i++)
        {
            folders.Add(await world.FolderAsync(await world.MailboxAsync()));
            await world.FileAsync(folders[i]);
            await world.FileAsync(folders[i]);
        }

        var small = new FlagMemory(store.Database, new MailboxLimits { FlagsOfFolder = 2 * 16, RememberedFlags = 600 });
        foreach (var folder in folders)
        {
            Assert.Equal(2, (await small.ReadAsync(folder.Id, default))!.Count);
            Assert.InRange(small.Bytes, 1, 600);
        }

        await world.FileAsync(folders[0]);
        Assert.Null(await small.ReadAsync(folders[0].Id, default));
        Assert.InRange(small.Bytes, 1, 600);
    }

    [Fact]
    public async Task Many_readers_of_a_changing_folder_never_go_back_in_time()
    {
        await using var world = new MailWorld(await stores.OnAsync(Engine.Sqlite));
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        await world.FileAsync(inbox);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    for (var latest = 0UL; !stop.IsCancellationRequested; )
                    {
                        var flags = (await world.View.FlagsAsync(inbox.Id))!;
                        Assert.True(flags.ModSeq >= latest);
                        latest = flags.ModSeq;
                    }
                })
            )
            .ToList();
        for (var i = 0; i < 30; i++)
        {
            await world.FileAsync(inbox);
            await world.View.StoreFlagsAsync(inbox.Id, UidSet.Of(1), Toggle(i));
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(31, (await world.View.FlagsAsync(inbox.Id))!.Count);
    }

    private static FlagChange Toggle(int i) =>
        new(i % 2 == 0 ? FlagOperation.Add : FlagOperation.Remove, MessageFlags.Seen, []);

    /// <summary>As <c>1S 2SF(keyword)</c>.</summary>
    private static async Task<string> FlagsAsync(MailWorld world, Folder folder) =>
        string.Join(' ', All((await world.View.FlagsAsync(folder.Id))!).Select(Spell));

    private static IEnumerable<EntryFlags> All(FolderFlags flags) =>
        Enumerable.Range(0, flags.Count).Select(i => flags[i]);

    private static string Spell(EntryFlags entry) =>
        entry.Uid
        + (entry.Flags.HasFlag(MessageFlags.Seen) ? "S" : "")
        + (entry.Flags.HasFlag(MessageFlags.Flagged) ? "F" : "")
        + (entry.Keywords.Count == 0 ? "" : $"({string.Join(',', entry.Keywords)})");
}
