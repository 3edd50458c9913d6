using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using CareMail.Storage;
using CareMail.Tests.Support;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

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
        var house = await HouseAsync(engine);
        var kept = new ConcurrentBag<House.Message>();
        using var done = new CancellationTokenSource();
        var compacting = Task.Run(async () =>
        {
            var moved = 0;
            while (!done.IsCancellationRequested)
            {
                moved += (await house.CompactAsync()).MovedMessages;
            }

            return moved;
        });

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        for (var round = 0; round < 12; round++)
                        {
                            var some = new List<House.Message>();
                            for (var i = 0; i < 6; i++)
                            {
                                some.Add(
                                    await house.AddAsync(Encoding.ASCII.GetBytes($"{n} {round} {i}".PadRight(15_000)))
                                );
                            }

                            await house.DeleteAsync(some.Skip(1));
                            kept.Add(some[0]);
                            await house.AssertReadableAsync(kept);
                        }
                    })
                )
        );
        await done.CancelAsync();

        Assert.True(await compacting > 0);
        await house.AssertReadableAsync(kept);
    }

    private async Task<House> HouseAsync(Engine engine)
    {
        var store = await stores.FreshAsync(engine);
        await store.Database.WriteAsync(tx =>
            tx.ExecuteAsync(
                "CREATE TABLE test_message (id uuid PRIMARY KEY, segment bigint, place bigint, length bigint, kind integer)"
            )
        );
        return new House(store);
    }

    /// <summary>A store with the smallest index there can be.</summary>
    private sealed class House(TestStore store)
    {
        private readonly Lazy<Compaction> _compaction = new(() =>
            new Compaction(
                store.Get<MessageLog>(),
                store.Options with
                {
                    SegmentGrace = TimeSpan.Zero,
                    ReaderGrace = TimeSpan.Zero,
                },
                store.Database,
                [new Index()],
                TimeProvider.System,
                NullLogger<Compaction>.Instance
            )
        );

        public TestStore Store => store;

        public Task<Reclaimed> CompactAsync() => _compaction.Value.RunAsync();

        public string[] Files() => Directory.GetFiles(Path.Combine(store.DataFolder, "messages"));

        public async Task<Message> AddAsync(byte[] bytes, bool file = true)
        {
            var (id, key) = (Ids.New(), MessageKey.New());
            var where = await store.Bytes.AppendAsync(id, new(bytes), key);
            if (file)
            {
                await store.Database.WriteAsync(tx =>
                    tx.ExecuteAsync(
                        "INSERT INTO test_message VALUES (@id, @Segment, @Offset, @Length, @Kind)",
                        new
                        {
                            id,
                            where.Segment,
                            where.Offset,
                            where.Length,
                            where.Kind,
                        }
                    )
                );
            }

            return new Message(id, key, bytes, where);
        }

        public async Task<List<Message>> FillSegmentsAsync(int count, bool file = true)
        {
            var all = new List<Message>();
            do
            {
                all.Add(await AddAsync(Encoding.ASCII.GetBytes($"{all.Count} ".PadRight(40_000)), file));
            } while (all[^1].Where.Segment <= count);

            return all;
        }

        public Task DeleteAsync(IEnumerable<Message> messages) =>
            store.Database.WriteAsync(async tx =>
            {
                foreach (var message in messages)
                {
                    var gone = await tx.QuerySingleAsync<Row>(
                        "DELETE FROM test_message WHERE id = @Id RETURNING id, segment, place, length, kind",
                        new { message.Id }
                    );
                    await store.Space.ReleaseAsync(tx, message.Id, gone.Where);
                }
            });

        /// <summary>As any reader must: look the place up, and once more if it moved meanwhile.</summary>
        public async Task AssertReadableAsync(IEnumerable<Message> messages)
        {
            foreach (var message in messages)
            {
                for (var attempt = 0; ; attempt++)
                {
                    var row = await store.Database.QuerySingleOrDefaultAsync<Row>(
                        "SELECT id, segment, place, length, kind FROM test_message WHERE id = @Id",
                        new { message.Id }
                    );
                    var buffer = new System.Buffers.ArrayBufferWriter<byte>();
                    try
                    {
                        await store.Bytes.ReadAsync(row!.Where, message.Key, 0, row.Length, buffer);
                        Assert.Equal(message.Bytes, buffer.WrittenSpan.ToArray());
                        break;
                    }
                    catch (MessageMovedException) when (attempt < 5) { }
                }
            }
        }

        public sealed record Message(Guid Id, MessageKey Key, byte[] Bytes, StoredBytes Where);
    }

    private sealed class Index : IMessageIndex
    {
        public async Task<IReadOnlyList<IndexedMessage>> InSegmentAsync(DbConnection connection, long segment) =>
            [
                .. (
                    await connection.QueryAsync<Row>(
                        "SELECT id, segment, place, length, kind FROM test_message WHERE segment = @segment",
                        new { segment }
                    )
                ).Select(r => new IndexedMessage(r.Id, r.Where)),
            ];

        public Task<IReadOnlyList<long>> SegmentsAsync(DbConnection connection) => throw new NotSupportedException();

        public Task<ILookup<Guid, IndexedKey>> KeysAsync(DbConnection connection, IReadOnlyCollection<Guid> messages) =>
            throw new NotSupportedException();

        public async Task<bool> MoveAsync(WriteTransaction tx, Guid messageId, StoredBytes from, StoredBytes to) =>
            await tx.ExecuteAsync(
                """
                UPDATE test_message SET segment = @Segment, place = @Offset
                WHERE id = @messageId AND segment = @fromSegment AND place = @fromOffset
                """,
                new
                {
                    messageId,
                    to.Segment,
                    to.Offset,
                    fromSegment = from.Segment,
                    fromOffset = from.Offset,
                }
            ) == 1;
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public long Segment { get; init; }
        public long Place { get; init; }
        public long Length { get; init; }
        public int Kind { get; init; }
        public StoredBytes Where => new(Segment, Place, Length, 0, Kind);
    }
}
