using System.Collections.Concurrent;
using CareMail.Storage;

namespace CareMail.Tests.Storage;

/// <summary>The promise: what was acknowledged survives; what was not may be gone, and disturbs nothing.</summary>
public class PowerCutTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_acknowledged_is_lost_wherever_the_power_is_cut(bool torn)
    {
        var disk = new FragileDisk();
        var acknowledged = new ConcurrentBag<LogUnderTest.Stored>();
        var cuts = new List<(FragileDisk Disk, LogUnderTest.Stored[] Promised)>();
        await using var log = await LogUnderTest.OpenAsync(disk);
        var writes = 0;
        // Cut between write and sync, and right after a sync: what counts is what was acknowledged before.
        disk.OnWrite = (_, _) => CutEvery(7);
        disk.OnSync = _ => CutEvery(5);

        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 25; i++)
                        {
                            acknowledged.Add(
                                i % 12 == 11
                                    ? await log.AppendLargeAsync(70_000 + i, 9_000, 200)
                                    : await log.AppendAsync(500 + (n * 1_000) + (i * 37))
                            );
                        }
                    })
                )
        );

        // The next segment is still being prepared, and that is cut too: look at those made so far.
        List<(FragileDisk Disk, LogUnderTest.Stored[] Promised)> made;
        lock (cuts)
        {
            made = [.. cuts];
        }

        Assert.True(made.Count > 10);
        foreach (var (left, promised) in made)
        {
            await using var next = await LogUnderTest.OpenAsync(left);
            await next.AssertHoldsAsync(promised);
            var more = await next.AppendAsync(2_000);
            await next.AssertHoldsAsync([more]);
        }

        void CutEvery(int nth)
        {
            if (Interlocked.Increment(ref writes) % nth == 0)
            {
                var promised = acknowledged.ToArray();
                lock (cuts)
                {
                    cuts.Add((disk.AfterPowerCut(torn), promised));
                }
            }
        }
    }

    [Fact]
    public async Task A_second_power_cut_right_after_recovery_loses_nothing_either()
    {
        var disk = new FragileDisk();
        var log = await LogUnderTest.OpenAsync(disk);
        var first = await log.AppendAsync(3_000);
        disk = disk.AfterPowerCut();

        var again = await LogUnderTest.OpenAsync(disk);
        var second = await again.AppendAsync(3_000);
        disk = disk.AfterPowerCut();

        await using var last = await LogUnderTest.OpenAsync(disk);
        await last.AssertHoldsAsync([first, second]);
    }

    [Fact]
    public async Task What_stands_behind_a_torn_record_is_kept()
    {
        var disk = new FragileDisk();
        var log = await LogUnderTest.OpenAsync(disk);
        var (before, torn, behind) = (
            await log.AppendAsync(2_000),
            await log.AppendAsync(2_000),
            await log.AppendAsync(2_000)
        );
        using (var file = disk.Open("/fragile/messages/0000000001.seg", forWriting: true))
        {
            file.Write(new byte[1_000], torn.Where.Offset);
            file.Sync();
        }

        await using var next = await LogUnderTest.OpenAsync(disk.AfterPowerCut());

        await next.AssertHoldsAsync([before, behind]);
        await Assert.ThrowsAsync<MessageDamagedException>(() => next.ReadAsync(torn, 0, 2_000));
    }

    [Fact]
    public async Task An_empty_prepared_segment_is_used_by_the_next_run()
    {
        var disk = new FragileDisk();
        await using (var log = await LogUnderTest.OpenAsync(disk))
        {
            await log.AppendAsync(100);
        }

        var made = disk.SegmentsMade;
        var next = await LogUnderTest.OpenAsync(disk.AfterPowerCut());
        var stored = await next.AppendAsync(100);

        Assert.Equal(2, made);
        Assert.Equal(2, stored.Where.Segment);
    }
}
