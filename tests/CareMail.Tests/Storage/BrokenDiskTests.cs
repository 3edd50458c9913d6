using CareMail.Storage;

namespace CareMail.Tests.Storage;

public class BrokenDiskTests
{
    [Fact]
    public async Task After_a_failed_sync_the_segment_is_never_written_again_and_the_batch_goes_to_the_next()
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        var before = await log.AppendAsync(1_000);
        // The spare segment is made meanwhile and syncs too: that one is to stay whole.
        var written = log.PathOf(before.Where.Segment);
        var (failed, writtenAfterwards) = (new HashSet<string>(), false);
        disk.OnSync = path =>
        {
            if (path == written && failed.Count == 0)
            {
                failed.Add(path);
                throw new IOException("Input/output error", 5);
            }
        };
        disk.OnWrite = (path, _) => writtenAfterwards |= failed.Contains(path);

        var after = await log.AppendAsync(1_000);

        Assert.NotEqual(before.Where.Segment, after.Where.Segment);
        Assert.False(writtenAfterwards);
        await log.AssertHoldsAsync([before, after]);
    }

    [Fact]
    public async Task One_bad_message_fails_alone()
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        await log.AppendAsync(10);
        var gate = new SemaphoreSlim(0);
        disk.OnSync = _ => gate.Wait();
        // The bad one is recognised by its size: no batch that holds it can be written.
        disk.OnWrite = (_, bytes) =>
        {
            if (bytes.AsSpan().IndexOf(BadLength) >= 0)
            {
                throw new IOException("Input/output error", 5);
            }
        };

        var good = Enumerable.Range(0, 10).Select(_ => log.AppendAsync(1_000)).ToList();
        var bad = log.AppendAsync(7_777);
        good.AddRange(Enumerable.Range(0, 10).Select(_ => log.AppendAsync(1_000)));
        gate.Release(1_000);

        await Assert.ThrowsAsync<IOException>(() => bad);
        await log.AssertHoldsAsync(await Task.WhenAll(good));
    }

    [Fact]
    public async Task A_disk_that_fails_every_sync_fails_the_messages_and_does_not_fill_itself_with_segments()
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        var made = disk.SegmentsMade;
        disk.OnSync = path =>
        {
            if (!path.EndsWith("big", StringComparison.Ordinal))
            {
                throw new IOException("Input/output error", 5);
            }
        };

        var all = Enumerable.Range(0, 50).Select(_ => log.AppendAsync(1_000)).ToList();

        foreach (var append in all)
        {
            await Assert.ThrowsAnyAsync<IOException>(() => append);
        }

        Assert.InRange(disk.SegmentsMade - made, 0, 60);
        disk.OnSync = null;
        await log.AssertHoldsAsync([await log.AppendAsync(1_000)]);
    }

    [Fact]
    public async Task B23_a_full_disk_is_said_as_such_stores_nothing_by_halves_and_is_got_over()
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        var before = await log.AppendAsync(1_000);
        await log.AppendAsync(60_000);
        disk.IsFull = true;

        var full = 0;
        for (var i = 0; i < 20; i++)
        {
            try
            {
                before = await log.AppendAsync(60_000);
            }
            catch (StorageFullException)
            {
                full++;
            }
        }

        await Assert.ThrowsAsync<StorageFullException>(() => log.AppendLargeAsync(500_000, 10_000, 10));
        Assert.True(full > 5);
        Assert.DoesNotContain(disk.List("/fragile/messages"), path => path.EndsWith(".big", StringComparison.Ordinal));

        disk.IsFull = false;
        LogUnderTest.Stored? after = null;
        for (var attempt = 0; after is null; attempt++)
        {
            try
            {
                after = await log.AppendAsync(60_000);
            }
            catch (StorageFullException) when (attempt < 200)
            {
                // A full disk is not tried anew for a second.
                await Task.Delay(20);
            }
        }

        await log.AssertHoldsAsync([before, after]);
    }

    /// <summary>The length field of a record's header, as it stands in the file.</summary>
    private static ReadOnlySpan<byte> BadLength => [0x61, 0x1E, 0, 0, 0, 0, 0, 0];
}
