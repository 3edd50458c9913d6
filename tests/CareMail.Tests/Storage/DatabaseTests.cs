using CareMail.Storage;
using CareMail.Tests.Support;
using Dapper;

namespace CareMail.Tests.Storage;

public class DatabaseTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Ids_instants_dates_and_unsigned_numbers_come_back_as_they_went(Engine engine)
    {
        var database = await TableAsync(engine);
        var id = Ids.New();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_763_640_000_123);
        var row = new
        {
            id,
            other = (Guid?)null,
            at,
            day = new DateOnly(2026, 2, 28),
            number = ulong.MaxValue >> 1,
            small = uint.MaxValue,
            yes = true,
        };

        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                "INSERT INTO test_thing (id, other, at, day, number, small, yes) VALUES (@id, @other, @at, @day, @number, @small, @yes)",
                row
            )
        );
        var back = await database.QuerySingleOrDefaultAsync<Thing>(
            "SELECT * FROM test_thing WHERE id = @id AND (@other IS NULL OR other = @other)",
            new { id, other = (Guid?)null }
        );

        Assert.Equal(
            new Thing
            {
                Id = id,
                At = at,
                Day = row.day,
                Number = row.number,
                Small = row.small,
                Yes = true,
            },
            back
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_of_ids_finds_those_rows_and_no_others(Engine engine)
    {
        var database = await TableAsync(engine);
        Guid[] ids = [Ids.New(), Ids.New(), Ids.New()];
        await database.WriteAsync(async tx =>
        {
            foreach (var id in ids)
            {
                await tx.ExecuteAsync("INSERT INTO test_thing (id, number) VALUES (@id, 5)", new { id });
            }
        });

        var found = await database.QueryAsync<Guid>(
            $"SELECT id FROM test_thing WHERE {SqlIds.In(engine, "id", "@ids")} AND {SqlIds.InNumbers(engine, "number", "@numbers")} ORDER BY id",
            new { ids = SqlIds.List(engine, [ids[2], ids[0], Ids.New()]), numbers = SqlIds.List(engine, [4L, 5L]) }
        );

        Assert.Equal([ids[0], ids[2]], found);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_failed_transaction_leaves_nothing_and_runs_nothing_after_commit(Engine engine)
    {
        var database = await TableAsync(engine);
        var id = Ids.New();
        var ran = false;

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.WriteAsync(async tx =>
            {
                tx.AfterCommit(() => ran = true);
                await tx.ExecuteAsync("INSERT INTO test_thing (id) VALUES (@id)", new { id });
                throw new InvalidOperationException();
            })
        );

        Assert.False(ran);
        Assert.Empty(await database.QueryAsync<Guid>("SELECT id FROM test_thing WHERE id = @id", new { id }));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_transaction_inside_a_transaction_is_refused_instead_of_waiting_for_itself(Engine engine)
    {
        var database = await TableAsync(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.WriteAsync(_ => database.WriteAsync(_ => Task.CompletedTask))
        );
        await database.WriteAsync(tx =>
        {
            tx.AfterCommit(() => database.WriteAsync(_ => Task.CompletedTask).GetAwaiter().GetResult());
            return Task.CompletedTask;
        });
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_writers_at_once_lose_no_update(Engine engine)
    {
        var database = await TableAsync(engine);
        var id = Ids.New();
        await database.WriteAsync(tx =>
            tx.ExecuteAsync("INSERT INTO test_thing (id, number) VALUES (@id, 0)", new { id })
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                    database.WriteAsync(async tx =>
                    {
                        var add = tx.Prepared("UPDATE test_thing SET number = number + 1 WHERE id = @id", "@id");
                        add.Parameters[0].Value = tx.Id(id);
                        Assert.Equal(1, await add.ExecuteNonQueryAsync());
                    })
                )
        );

        Assert.Equal(
            40,
            await database.QuerySingleOrDefaultAsync<long>("SELECT number FROM test_thing WHERE id = @id", new { id })
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_snapshot_does_not_see_what_is_committed_while_it_lasts(Engine engine)
    {
        var database = await TableAsync(engine);
        var id = Ids.New();

        var (before, after) = await database.ReadSnapshotAsync(async connection =>
        {
            const string Count = "SELECT COUNT(*) FROM test_thing WHERE id = @id";
            var first = await connection.ExecuteScalarAsync<long>(Count, new { id });
            await database.WriteAsync(tx => tx.ExecuteAsync("INSERT INTO test_thing (id) VALUES (@id)", new { id }));
            return (first, await connection.ExecuteScalarAsync<long>(Count, new { id }));
        });

        Assert.Equal((0, 0), (before, after));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_statement_may_run_inside_the_reading_of_itself_and_again_with_other_parameters(Engine engine)
    {
        var database = await TableAsync(engine);
        Guid[] ids = [Ids.New(), Ids.New()];
        const string Count = "SELECT COUNT(*) FROM test_thing WHERE id = @id";

        await database.WriteAsync(async tx =>
        {
            foreach (var id in ids)
            {
                Assert.Equal(0, await tx.ScalarAsync<long>(Count, new { id }));
                await tx.ExecuteAsync("INSERT INTO test_thing (id) VALUES (@id)", new { id });
                Assert.Equal(1, await tx.ScalarAsync<long>(Count, new { id }));
            }
        });
        var counts = await database.ReadAsync(async connection =>
        {
            var found = new List<long>();
            await using var outer = connection.CreateCommand();
            outer.CommandText = Count.Replace("@id", "@outer", StringComparison.Ordinal);
            var parameter = outer.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@outer", SqlIds.Value(engine, ids[0]));
            outer.Parameters.Add(parameter);
            await using (var reader = await outer.ExecuteReaderAsync())
            {
                while (engine == Engine.Sqlite && await reader.ReadAsync())
                {
                    await using var inner = connection.CreateCommand();
                    inner.CommandText = outer.CommandText;
                    var same = inner.CreateParameter();
                    (same.ParameterName, same.Value) = ("@outer", SqlIds.Value(engine, ids[1]));
                    inner.Parameters.Add(same);
                    found.Add((long)(await inner.ExecuteScalarAsync())!);
                }
            }

            found.Add(await connection.ExecuteScalarAsync<long>(Count, new { id = ids[1] }));
            return found;
        });

        Assert.All(counts, count => Assert.Equal(1, count));
    }

    private async Task<Database> TableAsync(Engine engine)
    {
        var database = (await stores.OnAsync(engine)).Database;
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                """
                CREATE TABLE IF NOT EXISTS test_thing
                (id uuid PRIMARY KEY, other uuid, at bigint, day text, number bigint, small bigint, yes boolean)
                """
            )
        );
        return database;
    }

    private sealed record Thing
    {
        public Guid Id { get; init; }
        public Guid? Other { get; init; }
        public DateTimeOffset At { get; init; }
        public DateOnly Day { get; init; }
        public ulong Number { get; init; }
        public uint Small { get; init; }
        public bool Yes { get; init; }
    }
}
