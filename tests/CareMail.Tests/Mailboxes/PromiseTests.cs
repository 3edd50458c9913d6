using System.Collections.Concurrent;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Mailboxes;

/// <summary>Bytes first, then rows: whatever the disk does, a folder never names a message that is not there.</summary>
public class PromiseTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Wherever_the_power_is_cut_every_message_the_index_knows_is_whole(Engine engine)
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        var store = await stores.FreshAsync(engine);
        await using var world = new MailWorld(store, log.Log);
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var letters = new ConcurrentDictionary<Guid, string>();
        var cuts = new List<(FragileDisk Disk, IReadOnlyList<Guid> Known)>();
        var writes = 0;
        // While the log's writer stands here nothing more becomes durable, so the rows of this moment are its promise.
        disk.OnWrite = (_, _) =>
        {
            if (Interlocked.Increment(ref writes) % 6 == 0)
            {
                var left = disk.AfterPowerCut(torn: true);
                var known = store.Database.QueryAsync<Guid>("SELECT id FROM mailboxes_message");
                cuts.Add((left, known.GetAwaiter().GetResult()));
            }
        };

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 20; i++)
                        {
                            var letter = MailWorld.Letter($"{worker}-{i}", bodyLength: 500 + (worker * 700) + i);
                            var stored = await world.StoreAsync(letter);
                            letters[stored.Id] = letter;
                            await world.Mail.FileAsync([MailWorld.Filing(inbox, stored)]);
                        }
                    })
                )
        );

        Assert.Equal(160u, (await world.AgainAsync(inbox)).Messages);
        Assert.Contains(cuts, c => c.Known.Count > 0);
        foreach (var (left, known) in cuts)
        {
            await using var next = await LogUnderTest.OpenAsync(left);
            await using var after = new MailWorld(store, next.Log);
            foreach (var id in known)
            {
                var message = await after.Mail.OpenAsync(id);
                Assert.Equal(letters[id], System.Text.Encoding.UTF8.GetString(await message!.ReadAllAsync()));
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B23_A_full_disk_refuses_mail_leaves_nothing_half_stored_and_takes_mail_again_later(Engine engine)
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        await using var world = new MailWorld(await stores.FreshAsync(engine), log.Log);
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        var letter = MailWorld.Letter("X-ray", bodyLength: 50_000);
        await world.FileAsync(inbox, letter);
        disk.IsFull = true;

        var filed = 1u;
        await Assert.ThrowsAsync<StorageFullException>(async () =>
        {
            for (; filed < 100; filed++)
            {
                await world.FileAsync(inbox, letter);
            }
        });

        Assert.Equal(filed, (await world.AgainAsync(inbox)).Messages);
        await Assert.ThrowsAsync<StorageFullException>(() =>
            world.StoreAsync(MailWorld.Letter("Scan", bodyLength: 2_000_000))
        );
        disk.IsFull = false;
        var again = await FileOnceThereIsRoomAsync(world, inbox, letter);
        Assert.Equal(letter, await world.ReadAsync(inbox, again.Uid));
        Assert.Equal(filed + 1, (await world.AgainAsync(inbox)).Messages);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B23_A_sync_that_fails_refuses_the_message_and_nobody_sees_it(Engine engine)
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        await using var world = new MailWorld(await stores.FreshAsync(engine), log.Log);
        var inbox = await world.FolderAsync(await world.MailboxAsync());
        disk.OnSync = _ => throw new IOException("Input/output error", 5);

        await Assert.ThrowsAnyAsync<IOException>(() => world.StoreAsync(MailWorld.Letter("Lost")));

        Assert.Equal(0, await world.Check.CountMessagesAsync());
        disk.OnSync = null;
        await world.FileAsync(inbox, MailWorld.Letter("Kept"));
        Assert.Equal(1u, (await world.AgainAsync(inbox)).Messages);
        await world.AssertSoundAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_dropped_half_way_leaves_no_trace(Engine engine)
    {
        await using var world = new MailWorld(await stores.FreshAsync(engine));
        await using (var incoming = world.Mail.Receive(10_000_000))
        {
            await incoming.WriteAsync(new byte[3_000_000]);
        }

        Assert.Equal(0, await world.Check.CountMessagesAsync());
        Assert.DoesNotContain(
            Directory.GetFiles(world.Store.Options.MessageFolder),
            file => new FileInfo(file).Length > 2_000_000
        );
    }

    /// <summary>A full disk is not tried anew for a second; a sender tries again as this does.</summary>
    private static async Task<FiledEntry> FileOnceThereIsRoomAsync(MailWorld world, Folder folder, string letter)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await world.FileAsync(folder, letter);
            }
            catch (StorageFullException) when (attempt < 200)
            {
                await Task.Delay(20);
            }
        }
    }
}
