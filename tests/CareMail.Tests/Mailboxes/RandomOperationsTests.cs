using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>Random sequences of everything that can be done to folders, against a model a child could check.</summary>
public class RandomOperationsTests(TestStores stores) : IClassFixture<TestStores>
{
    private const int Steps = 150;

    [Theory]
    [InlineData(Engine.Sqlite, 1)]
    [InlineData(Engine.Sqlite, 2)]
    [InlineData(Engine.Sqlite, 3)]
    [InlineData(Engine.Sqlite, 4)]
    [InlineData(Engine.Postgres, 1)]
    [InlineData(Engine.Postgres, 5)]
    public async Task Folders_always_hold_what_a_simple_model_says_and_every_count_is_right(Engine engine, int seed)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        var folders = await FoldersAsync(world);
        var model = new MailboxModel(folders.Count);
        var messages = new List<StoredMessage>();
        var dice = new Dice(seed);
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(world, folders, model, messages, dice);
            await AssertFlagsAreRememberedAsync(world, folders, model);
        }

        for (var i = 0; i < folders.Count; i++)
        {
            var entries = await world.FetchAsync(folders[i]);
            Assert.Equal(
                model.Entries(i).Select(e => (e.Uid, messages[e.Message].Id, e.Flags)),
                entries.Select(e => (e.Uid, e.Entry.MessageId, e.Entry.Flags))
            );
            var last = entries.Select(e => e.Uid).LastOrDefault();
            Assert.True((await world.AgainAsync(folders[i])).UidNext > last);
        }

        await world.AssertSoundAsync();
        await AssertOnlyWhatIsUsedIsKeptAsync(world, model, folders.Count, messages);
    }

    /// <summary>Two folders of one mailbox, one of another in the same organisation, one of a stranger.</summary>
    private static async Task<List<Folder>> FoldersAsync(MailWorld world)
    {
        var organisation = Ids.New();
        var home = await world.MailboxAsync(organisation: organisation);
        var shared = await world.MailboxAsync(MailboxKind.Shared, organisation);
        var stranger = await world.MailboxAsync();
        return
        [
            await world.FolderAsync(home),
            await world.FolderAsync(home, SpecialUse.Archive),
            await world.FolderAsync(shared),
            await world.FolderAsync(stranger),
        ];
    }

    private static async Task StepAsync(
        MailWorld world,
        List<Folder> folders,
        MailboxModel model,
        List<StoredMessage> messages,
        Dice dice
    )
    {
        var (at, to) = (dice.Next(folders.Count), dice.Next(folders.Count));
        var (folder, target) = (folders[at], folders[to]);
        var first = (uint)dice.Next(40) + 1;
        var uids = UidSet.Of([new UidRange(first, first + (uint)dice.Next(10)), new UidRange(2, 3)]);
        var flags = (MessageFlags)dice.Next(32);
        switch (dice.Next(10))
        {
            case 0 or 1 or 2 or 3:
                messages.Add(
                    await world.StoreAsync(MailWorld.Letter($"No {messages.Count}", $"{messages.Count}@x.example"))
                );
                await world.Mail.FileAsync([
                    MailWorld.Filing(folder, messages[^1], flags),
                    MailWorld.Filing(target, messages[^1], flags),
                ]);
                model.File(at, messages.Count - 1, flags);
                model.File(to, messages.Count - 1, flags);
                break;
            case 4 or 5:
                var change = new FlagChange((FlagOperation)dice.Next(3), flags, []);
                await world.View.StoreFlagsAsync(folder.Id, uids, change);
                model.Flag(at, uids, change);
                break;
            case 6:
                await world.View.CopyAsync(folder.Id, uids, target.Id);
                model.Copy(at, uids, to);
                break;
            case 7:
                await world.View.MoveAsync(folder.Id, uids, target.Id);
                model.Move(at, uids, to);
                break;
            case 8:
                await world.View.ExpungeAsync(folder.Id, uids);
                model.Expunge(at, uids);
                break;
            default:
                await world.View.RemoveAsync(folder.Id, UidSet.Of(first));
                model.Remove(at, UidSet.Of(first));
                break;
        }
    }

    private static async Task AssertFlagsAreRememberedAsync(MailWorld world, List<Folder> folders, MailboxModel model)
    {
        for (var i = 0; i < folders.Count; i++)
        {
            var flags = (await world.View.FlagsAsync(folders[i].Id))!;
            Assert.Equal(
                model.Entries(i).Select(e => (e.Uid, e.Flags)),
                Enumerable.Range(0, flags.Count).Select(at => (flags[at].Uid, flags[at].Flags))
            );
        }
    }

    private static async Task AssertOnlyWhatIsUsedIsKeptAsync(
        MailWorld world,
        MailboxModel model,
        int folders,
        List<StoredMessage> messages
    )
    {
        var used = Enumerable.Range(0, folders).SelectMany(i => model.Entries(i).Select(e => e.Message)).ToHashSet();
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.Equal(used.Contains(i), await world.Mail.OpenAsync(messages[i].Id) is not null);
        }
    }
}
