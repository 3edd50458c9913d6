using System.Text;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Storage;

public class MessageLogTests
{
    private const int Chunk = 64 << 10;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_000)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(5 * Chunk + 17)]
    public async Task A_message_of_any_length_comes_back_byte_for_byte(int length)
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();

        var stored = await log.AppendAsync(length);

        Assert.Equal(stored.Bytes, await log.ReadAsync(stored, 0, length));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 300)]
    [InlineData(Chunk, 300)]
    [InlineData(3 * Chunk, Chunk + 5)]
    [InlineData(1_000_000, 300)]
    public async Task A_large_message_is_read_with_its_lead_first_though_it_was_stored_last(int length, int lead)
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();

        var stored = await log.AppendLargeAsync(length, pieces: 10_000, lead);

        Assert.Equal(StoredBytes.OwnFile, stored.Where.Kind);
        Assert.Equal(stored.Bytes, await log.ReadAsync(stored, 0, stored.Bytes.Length));
    }

    [Fact]
    public async Task Any_part_can_be_read_alone()
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();
        var small = await log.AppendAsync(40_000);
        var chunked = await log.AppendLargeAsync(3 * Chunk, pieces: 70_000, leadLength: 500);

        foreach (var stored in new[] { small, chunked })
        {
            foreach (var offset in new[] { 0, 1, 499, 500, 501, Chunk - 1, Chunk, Chunk + 1, Chunk + 500, 2 * Chunk })
            {
                foreach (var length in new[] { 0, 1, 100, Chunk, Chunk + 1 })
                {
                    if (offset + length <= stored.Bytes.Length)
                    {
                        Assert.Equal(
                            stored.Bytes[offset..(offset + length)],
                            await log.ReadAsync(stored, offset, length)
                        );
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Reading_beyond_the_end_is_refused()
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();
        var stored = await log.AppendAsync(100);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(stored, 50, 51));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(stored, -1, 1));
    }

    [Fact]
    public async Task Nothing_of_a_message_is_on_disk_in_clear()
    {
        var folder = TestFolder.Make();
        const string Secret = "Mrs Example has been told her diagnosis.";
        await using (var log = await LogUnderTest.OnRealFilesAsync(folder))
        {
            await log.AppendAsync(Encoding.ASCII.GetBytes(Secret));
            var (id, key) = (Ids.New(), MessageKey.New());
            await using var large = log.Log.BeginLarge(id, key);
            await large.WriteAsync(Encoding.ASCII.GetBytes(Secret));
            await large.CompleteAsync(Encoding.ASCII.GetBytes(Secret));
        }

        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secret[..20])));
        }
    }

    [Fact]
    public async Task Another_message_s_key_reads_nothing()
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();
        var (one, other) = (await log.AppendAsync(1_000), await log.AppendAsync(1_000));

        await Assert.ThrowsAsync<MessageDamagedException>(() => log.ReadAsync(one with { Key = other.Key }, 0, 1_000));
    }

    [Fact]
    public async Task A_changed_byte_is_noticed()
    {
        var folder = TestFolder.Make();
        await using var log = await LogUnderTest.OnRealFilesAsync(folder);
        var stored = await log.AppendAsync(1_000);

        var path = Directory.GetFiles(folder, "*.seg", SearchOption.AllDirectories).Min()!;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = stored.Where.Offset + 500;
            file.WriteByte(1);
            file.WriteByte(2);
        }

        await Assert.ThrowsAsync<MessageDamagedException>(() => log.ReadAsync(stored, 0, 1_000));
    }

    [Fact]
    public async Task Many_appends_at_once_share_syncs()
    {
        var disk = new FragileDisk();
        await using var log = await LogUnderTest.OpenAsync(disk);
        await log.AppendAsync(10);
        var before = disk.Syncs;
        // The disk holds the first one until the others are waiting.
        var gate = new SemaphoreSlim(0);
        disk.OnSync = _ => gate.Wait();

        var appends = Enumerable.Range(0, 100).Select(_ => log.AppendAsync(100)).ToList();
        gate.Release(1_000);
        await log.AssertHoldsAsync(await Task.WhenAll(appends));

        Assert.InRange(disk.Syncs - before, 1, 50);
    }

    [Fact]
    public async Task Messages_go_on_in_the_next_segment_when_one_is_full_and_after_a_restart()
    {
        var folder = TestFolder.Make();
        var all = new List<LogUnderTest.Stored>();
        for (var run = 0; run < 3; run++)
        {
            await using var log = await LogUnderTest.OnRealFilesAsync(folder);
            for (var i = 0; i < 20; i++)
            {
                all.Add(await log.AppendAsync(30_000));
            }

            await log.AssertHoldsAsync(all);
        }

        Assert.True(all.Select(s => s.Where.Segment).Distinct().Count() >= 6);
    }

    [Fact]
    public async Task An_abandoned_large_message_leaves_no_file()
    {
        var folder = TestFolder.Make();
        await using var log = await LogUnderTest.OnRealFilesAsync(folder);

        await using (var large = log.Log.BeginLarge(Ids.New(), MessageKey.New()))
        {
            await large.WriteAsync(new byte[200_000]);
            Assert.Equal(200_000, large.Length);
        }

        Assert.Empty(Directory.GetFiles(folder, "*.big", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_place_that_was_compacted_away_is_named_as_moved()
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();
        var stored = await log.AppendAsync(10);

        await Assert.ThrowsAsync<MessageMovedException>(() =>
            log.ReadAsync(stored with { Where = stored.Where with { Segment = 999 } }, 0, 10)
        );
    }

    [Fact]
    public async Task Readers_and_writers_at_once_disturb_nobody()
    {
        await using var log = await LogUnderTest.OnRealFilesAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 50; i++)
                        {
                            var stored = await log.AppendAsync(1_000 * n + i);
                            Assert.Equal(stored.Bytes, await log.ReadAsync(stored, 0, stored.Bytes.Length));
                        }
                    })
                )
        );
    }

    [Fact]
    public void The_checksum_is_the_standard_one() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));
}
