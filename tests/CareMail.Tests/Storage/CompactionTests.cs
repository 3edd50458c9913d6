using System.Text;
using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Storage;

public class CompactionTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_segment_that_is_mostly_dead_is_emptied_and_deleted_and_what_lives_stays_readable(Engine engine)
    {
        var house = await HouseAsync(engine);
        var messages = await house.FillSegmentsAsync(3);
        var kept = messages.Where((_, i) => i % 5 == 0).ToList();
        var before = house.Files().Length;

        await house.DeleteAsync(messages.Except(kept));
        var reclaimed = await house.CompactAsync();

        Assert.True(reclaimed.CompactedSegments >= 2);
        Assert.True(reclaimed.DeletedSegments >= 2);
        Assert.True(house.Files().Length < before);
        await house.AssertReadableAsync(kept);
        Assert.Empty(
            await house.Store.Database.QueryAsync<long>("SELECT segment FROM storage_dead_bytes WHERE segment = 1")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_segment_that_is_mostly_alive_is_left_alone(Engine engine)
    {
        var house = await HouseAsync(engine);
        var messages = await house.FillSegmentsAsync(2);

        await house.DeleteAsync(messages.Where((_, i) => i % 5 == 0));
        var reclaimed = await house.CompactAsync();

        Assert.Equal(new Reclaimed(0, 0, 0), reclaimed);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Bytes_that_were_never_filed_are_reclaimed(Engine engine)
    {
        var house = await HouseAsync(engine);
        await house.FillSegmentsAsync(2, file: false);

        var reclaimed = await house.CompactAsync();

        Assert.True(reclaimed.DeletedSegments >= 1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_large_message_s_file_goes_with_it(Engine engine)
    {
        var house = await HouseAsync(engine);
        var large = await house.AddAsync(new byte[500_000]);

        await house.DeleteAsync([large]);
        await house.CompactAsync();

        Assert.DoesNotContain(house.Files(), file => file.EndsWith(".big", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_is_deleted_while_a_backup_runs(Engine engine)
    {
        var house = await HouseAsync(engine);
        var messages = await house.FillSegmentsAsync(2);
        await house.DeleteAsync(messages);
        var before = house.Files();

        using (DataFolder.PauseDeletion(house.Store.DataFolder))
        using (DataFolder.PauseDeletion(house.Store.DataFolder))
        {
            await house.CompactAsync();
            Assert.Subset(house.Files().ToHashSet(), before.ToHashSet());
        }

        Assert.True((await house.CompactAsync()).DeletedSegments >= 1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_damaged_record_stops_the_deletion_of_its_segment(Engine engine)
    {
        var house = await HouseAsync(engine);
        var messages = await house.FillSegmentsAsync(2);
        var damaged = messages[0];
        var path = house.Files().First(f => f.EndsWith("1.seg", StringComparison.Ordinal));
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = damaged.Where.Offset + 100;
            file.Write(new byte[64]);
        }

        await house.DeleteAsync(messages.Skip(3));
        await house.CompactAsync();

        Assert.True(File.Exists(path));
        await house.AssertReadableAsync([messages[1], messages[2]]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Readers_writers_and_deleters_go_on_while_segments_are_compacted(Engine engine)
    {
        var earlier = await HouseAsync(engine);
        var old = await earlier.FillSegmentsAsync(12);
        var house = await earlier.RestartedAsync();
        var kept = old.Where((_, i) => i % 4 == 0).ToList();
        var going = old.Except(kept).Chunk(8).ToList();
        using var done = new CancellationTokenSource();
        var compacting = Task.Run(async () =>
        {
            var moved = 0;
            while (!done.IsCancellationRequested)
            {
                moved += (await house.CompactEarlierRunsAsync()).MovedMessages;
            }

            return moved + (await house.CompactEarlierRunsAsync()).MovedMessages;
        });

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        for (var i = n; i < going.Count; i += 4)
                        {
                            await house.DeleteAsync(going[i]);
                            await house.AssertReadableAsync([
                                await house.AddAsync(Encoding.ASCII.GetBytes($"{n} {i}")),
                            ]);
                            await house.AssertReadableAsync(kept);
                        }
                    })
                )
        );
        await done.CancelAsync();

        Assert.True(await compacting > 0);
        await house.AssertReadableAsync(kept);
        Assert.Empty((await house.Store.Get<Verification>().RunAsync()).Faults);
        await house.Store.Get<StorageStart>().StopAsync(default);
    }

    private async Task<TinyMailbox> HouseAsync(Engine engine) => new(await stores.FreshAsync(engine, TinyMailbox.Add));
}
