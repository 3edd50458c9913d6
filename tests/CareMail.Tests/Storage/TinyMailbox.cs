using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CareMail.Storage;
using CareMail.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Storage;

/// <summary>A store with the smallest index there can be: one organisation, no folders.</summary>
internal sealed class TinyMailbox(TestStore store)
{
    private static readonly Guid Organisation = Guid.Parse("01900000-0000-7000-8000-000000000001");

    // The least waiting there can be: for tests in which nobody is between bytes and row.
    private readonly Lazy<Compaction> _eager = new(() => CompactionOf(store, TimeSpan.Zero));

    // As in the service: only what an earlier run left, while this one's messages are being filed.
    private readonly Lazy<Compaction> _patient = new(() => CompactionOf(store, TimeSpan.FromHours(1)));

    public TestStore Store => store;

    /// <summary>For the store's services.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<IMessageIndex, Index>();

    public Task<Reclaimed> CompactAsync() => _eager.Value.RunAsync();

    public Task<Reclaimed> CompactEarlierRunsAsync() => _patient.Value.RunAsync();

    private static Compaction CompactionOf(TestStore store, TimeSpan grace) =>
        new(
            store.Get<MessageLog>(),
            store.Options with
            {
                SegmentGrace = grace,
                ReaderGrace = TimeSpan.Zero,
            },
            store.Database,
            [new Index()],
            TimeProvider.System,
            NullLogger<Compaction>.Instance
        );

    /// <summary>The store as the next run of the program finds it.</summary>
    public async Task<TinyMailbox> RestartedAsync()
    {
        await store.Get<StorageStart>().StopAsync(default);
        var next = TestStore.Unopened(store.Options, Add);
        await next.Get<StorageStart>().StartAsync(default);
        return new TinyMailbox(next);
    }

    public string[] Files() => Directory.GetFiles(store.Options.MessageFolder);

    /// <summary>Bytes first, then the row: in the order of a delivery. When it returns, the message is promised.</summary>
    public async Task<Message> AddAsync(byte[] bytes, bool file = true)
    {
        var (id, key) = (Ids.New(), MessageKey.New());
        var where = await store.Bytes.AppendAsync(id, new(bytes), key);
        if (file)
        {
            await store.Database.WriteAsync(async tx =>
                await PutAsync(tx, new Row(id, where, await store.Keys.WrapAsync(tx, Organisation, key)))
            );
        }

        return new Message(id, bytes, where);
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
                var gone = Row.Parse(
                    await tx.QuerySingleAsync<string>(
                        "DELETE FROM storage_setting WHERE name = @name RETURNING value",
                        new { name = Row.NameOf(message.Id) }
                    )
                );
                await store.Space.ReleaseAsync(tx, message.Id, gone.Where);
            }
        });

    /// <summary>Leaves the message with this key, or with none.</summary>
    public Task SetKeyAsync(Message message, byte[] wrapped) =>
        store.Database.WriteAsync(tx => PutAsync(tx, new Row(message.Id, message.Where, wrapped)));

    public async Task AssertReadableAsync(IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            Assert.Equal(message.Bytes, await ReadAsync(message.Id));
        }
    }

    /// <summary>As any reader must: look the place up, and again if it moved meanwhile.</summary>
    public async Task<byte[]> ReadAsync(Guid id)
    {
        for (var attempt = 0; ; attempt++)
        {
            var row = await store.Database.ReadAsync(c => FindAsync(c, id));
            var key = await store.Keys.UnwrapAsync(Organisation, row.Wrapped);
            var buffer = new ArrayBufferWriter<byte>();
            try
            {
                await store.Bytes.ReadAsync(row.Where, key, 0, row.Where.Length, buffer);
                return buffer.WrittenSpan.ToArray();
            }
            catch (MessageMovedException) when (attempt < 5) { }
        }
    }

    public sealed record Message(Guid Id, byte[] Bytes, StoredBytes Where);

    private static Task<int> PutAsync(WriteTransaction tx, Row row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO storage_setting (name, value) VALUES (@Name, @Value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            new { row.Name, row.Value }
        );

    private static async Task<Row> FindAsync(DbConnection connection, Guid id) =>
        Row.Parse(
            await connection.QuerySingleAsync<string>(
                "SELECT value FROM storage_setting WHERE name = @name",
                new { name = Row.NameOf(id) }
            )
        );

    private static async Task<IReadOnlyList<Row>> AllAsync(DbConnection connection) =>
        [
            .. (
                await connection.QueryAsync<string>("SELECT value FROM storage_setting WHERE name LIKE 'message/%'")
            ).Select(Row.Parse),
        ];

    private sealed class Index : IMessageIndex
    {
        public async Task<IReadOnlyList<IndexedMessage>> InSegmentAsync(DbConnection connection, long segment) =>
            [
                .. (await AllAsync(connection))
                    .Where(r => r.Where.Segment == segment)
                    .Select(r => new IndexedMessage(r.Id, r.Where)),
            ];

        public async Task<IReadOnlyList<long>> SegmentsAsync(DbConnection connection) =>
            [.. (await AllAsync(connection)).Select(r => r.Where.Segment).Distinct()];

        public async Task<ILookup<Guid, IndexedKey>> KeysAsync(
            DbConnection connection,
            IReadOnlyCollection<Guid> messages
        ) =>
            (await AllAsync(connection))
                .Where(r => r.Wrapped.Length > 0 && messages.Contains(r.Id))
                .ToLookup(r => r.Id, r => new IndexedKey(Organisation, r.Wrapped));

        public async Task<bool> MoveAsync(WriteTransaction tx, Guid messageId, StoredBytes from, StoredBytes to)
        {
            var value = await tx.QuerySingleOrDefaultAsync<string>(
                "SELECT value FROM storage_setting WHERE name = @name",
                new { name = Row.NameOf(messageId) }
            );
            if (value is null || Row.Parse(value) is var row && row.Where != from)
            {
                return false;
            }

            await PutAsync(tx, Row.Parse(value) with { Where = to });
            return true;
        }
    }

    /// <summary>Kept as a setting: a table of its own would be no part of the program's schema, nor of a restore.</summary>
    private sealed record Row(Guid Id, StoredBytes Where, byte[] Wrapped)
    {
        [JsonIgnore]
        public string Name => NameOf(Id);

        [JsonIgnore]
        public string Value => JsonSerializer.Serialize(this);

        public static string NameOf(Guid id) => $"message/{id}";

        public static Row Parse(string value) => JsonSerializer.Deserialize<Row>(value)!;
    }
}
