using System.Collections.Concurrent;
using System.Text;
using CareMail.Hosting;
using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Operations;

public class BackupTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_backup_under_load_restored_elsewhere_has_every_message_acknowledged_before_it_and_verifies(
        Engine engine
    )
    {
        var yesterday = new TinyMailbox(await stores.FreshAsync(engine, TinyMailbox.Add));
        var old = await yesterday.FillSegmentsAsync(4);
        var source = await yesterday.RestartedAsync();
        var acknowledged = new ConcurrentBag<TinyMailbox.Message>(old.Take(20));
        var going = new ConcurrentQueue<TinyMailbox.Message>(old.Skip(20));
        using var done = new CancellationTokenSource();
        var reclaiming = Task.Run(() => ReclaimAsync(source, done.Token));
        var load = Enumerable
            .Range(0, 3)
            .Select(n => Task.Run(() => LoadAsync(source, acknowledged, going, done.Token)))
            .ToList();
        while (acknowledged.Count < 80)
        {
            await Task.WhenAny(Task.Delay(5), load[0]);
        }

        var promised = acknowledged.ToArray();
        var folder = TestFolder.Make();
        await source.Store.Get<Backup>().RunAsync(folder, "the safe of the practice", withoutEscrow: false);
        await done.CancelAsync();
        await Task.WhenAll([.. load, reclaiming]);

        await using var target = await RestoredAsync(source.Store, folder);
        await target.Get<StorageStart>().StartAsync(default);
        var restored = new TinyMailbox(target);
        await restored.AssertReadableAsync(promised);
        var report = await target.Get<Verification>().RunAsync();
        Assert.Empty(report.Faults);
        Assert.True(report.Counts["messages"] >= promised.Length);
        Assert.Contains(await target.Audit.LatestAsync(10), row => row.Act == "store.key-escrow-recorded");
        await restored.AddAsync(new byte[10]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Without_a_word_on_where_the_master_key_is_kept_there_is_no_backup(Engine engine)
    {
        var store = await stores.FreshAsync(engine, TinyMailbox.Add);
        var backup = store.Get<Backup>();

        await Assert.ThrowsAsync<RefusedException>(() =>
            backup.RunAsync(TestFolder.Make(), null, withoutEscrow: false)
        );
        await backup.RunAsync(TestFolder.Make(), null, withoutEscrow: true);
        await backup.RunAsync(TestFolder.Make(), "with the trustees", withoutEscrow: false);
        await backup.RunAsync(TestFolder.Make(), null, withoutEscrow: false);
    }

    [Fact]
    public async Task The_master_key_is_not_in_the_backup_and_other_files_are()
    {
        var store = await stores.FreshAsync(Engine.Sqlite, TinyMailbox.Add);
        await File.WriteAllTextAsync(Path.Combine(store.DataFolder, "tls.crt"), "certificate");
        var key = await File.ReadAllTextAsync(Path.Combine(store.DataFolder, "master.key"));
        var folder = TestFolder.Make();

        await store.Get<Backup>().RunAsync(folder, null, withoutEscrow: true);

        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("/tls.crt", StringComparison.Ordinal));
        Assert.DoesNotContain(files, f => File.ReadAllText(f).Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_or_unfinished_backup_is_not_restored()
    {
        var store = await stores.FreshAsync(Engine.Sqlite, TinyMailbox.Add);
        var folder = TestFolder.Make();
        await store.Get<Backup>().RunAsync(folder, null, withoutEscrow: true);

        await File.AppendAllTextAsync(Path.Combine(folder, "caremail.db"), "x");
        await Assert.ThrowsAsync<RefusedException>(() => RestoredAsync(store, folder));

        File.Delete(Path.Combine(folder, "manifest.json"));
        await Assert.ThrowsAsync<RefusedException>(() => RestoredAsync(store, folder));
    }

    [Fact]
    public async Task A_restore_needs_an_empty_folder_and_the_right_master_key()
    {
        var store = await stores.FreshAsync(Engine.Sqlite, TinyMailbox.Add);
        var folder = TestFolder.Make();
        await store.Get<Backup>().RunAsync(folder, null, withoutEscrow: true);
        var elsewhere = new StorageOptions { DataFolder = TestFolder.Make() };

        var noKey = await Assert.ThrowsAsync<RefusedException>(() =>
            TestStore.Unopened(elsewhere).Get<Restore>().RunAsync(folder)
        );
        File.WriteAllText(Path.Combine(elsewhere.DataFolder, "master.key"), Convert.ToBase64String(new byte[32]));
        var otherKey = await Assert.ThrowsAsync<RefusedException>(() =>
            TestStore.Unopened(elsewhere).Get<Restore>().RunAsync(folder)
        );
        await using var restored = await RestoredAsync(store, folder);
        var again = await Assert.ThrowsAsync<RefusedException>(() => restored.Get<Restore>().RunAsync(folder));

        Assert.Contains(store.MasterKey.Id, noKey.Message, StringComparison.Ordinal);
        Assert.Contains(store.MasterKey.Id, otherKey.Message, StringComparison.Ordinal);
        Assert.Contains("already", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_did_not_end_is_not_taken_for_a_store()
    {
        var options = await TestStore.OptionsAsync(Engine.Sqlite);
        DataFolder.MarkHalfRestored(options.DataFolder, half: true);

        await Assert.ThrowsAsync<StoreRefusedException>(() =>
            TestStore.Unopened(options).Get<StorageStart>().StartAsync(default)
        );
    }

    private static async Task<TestStore> RestoredAsync(TestStore source, string folder)
    {
        var options = source.Options with
        {
            DataFolder = TestFolder.Make(),
            Database = source.Engine == Engine.Postgres ? await TestPostgres.EmptyDatabaseAsync() : "",
        };
        // As the operator does: the key comes from where it is kept.
        File.Copy(Path.Combine(source.DataFolder, "master.key"), Path.Combine(options.DataFolder, "master.key"));
        var target = TestStore.Unopened(options, TinyMailbox.Add);
        await target.Get<Restore>().RunAsync(folder);
        return target;
    }

    private static async Task ReclaimAsync(TinyMailbox mailbox, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await mailbox.CompactEarlierRunsAsync();
        }
    }

    /// <summary>Mail comes, mail goes, space is reclaimed.</summary>
    private static async Task LoadAsync(
        TinyMailbox mailbox,
        ConcurrentBag<TinyMailbox.Message> acknowledged,
        ConcurrentQueue<TinyMailbox.Message> going,
        CancellationToken ct
    )
    {
        for (var i = 0; !ct.IsCancellationRequested && i < 2_000; i++)
        {
            acknowledged.Add(
                await mailbox.AddAsync(Encoding.ASCII.GetBytes($"{i} ".PadRight(i % 40 == 39 ? 400_000 : 3_000)))
            );
            if (going.TryDequeue(out var unneeded))
            {
                await mailbox.DeleteAsync([unneeded]);
            }
        }
    }
}
