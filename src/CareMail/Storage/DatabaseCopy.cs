using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CareMail.Storage;

/// <summary>A consistent copy of the whole database in a folder, taken while others write, and put back into an empty one.</summary>
public sealed class DatabaseCopy(StorageOptions options, Database database, Migrations migrations)
{
    private const string SqliteName = "caremail.db";
    private const string TablesName = "tables";
    private const string MigrationsName = "migrations";

    /// <summary>SQLite: one file, by its own backup. PostgreSQL: a file a table, all read in one transaction.</summary>
    public Task WriteAsync(string folder, CancellationToken ct = default) =>
        options.Engine == Engine.Sqlite
            ? Task.Run(() => WriteSqlite(Path.Combine(folder, SqliteName)), ct)
            : database.ReadSnapshotAsync(c => WritePostgresAsync((NpgsqlConnection)c, folder, ct), ct);

    /// <summary>The database must be new. Afterwards it is as new as this program: later migrations are applied.</summary>
    public async Task RestoreAsync(string folder, CancellationToken ct = default)
    {
        if (options.Engine == Engine.Sqlite)
        {
            Directory.CreateDirectory(options.DataFolder);
            File.Copy(Path.Combine(folder, SqliteName), options.SqliteFile);
        }
        else
        {
            await RestorePostgresAsync(folder, ct);
        }

        await migrations.ApplyAsync(ct);
    }

    /// <summary>Whether a restore may go there.</summary>
    public async Task<bool> IsNewAsync(CancellationToken ct = default) =>
        options.Engine == Engine.Sqlite
            ? !File.Exists(options.SqliteFile)
            : (await database.ReadAsync(TablesAsync, ct)).Count == 0;

    private void WriteSqlite(string path)
    {
        // Its own connections: the copy takes a while, and the pool's are few.
        using var source = Connect(options.SqliteFile, SqliteOpenMode.ReadWrite);
        using var target = Connect(path, SqliteOpenMode.ReadWriteCreate);
        source.BackupDatabase(target);
        using var command = target.CreateCommand();
        // One file, without a journal beside it.
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
            }.ConnectionString
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 30000";
        command.ExecuteNonQuery();
        return connection;
    }

    private static async Task<bool> WritePostgresAsync(NpgsqlConnection connection, string folder, CancellationToken ct)
    {
        var tables = Directory.CreateDirectory(Path.Combine(folder, TablesName)).FullName;
        var applied = await connection.QueryAsync<string>("SELECT module || '/' || number FROM storage_migration");
        await File.WriteAllLinesAsync(Path.Combine(folder, MigrationsName), applied, ct);
        foreach (var table in await TablesAsync(connection))
        {
            var columns = await ColumnsAsync(connection, table);
            await File.WriteAllLinesAsync(Path.Combine(tables, table + ".columns"), columns, ct);
            await using var from = await connection.BeginRawBinaryCopyAsync(
                $"COPY \"{table}\" ({Quoted(columns)}) TO STDOUT (FORMAT binary)",
                ct
            );
            await using var to = File.Create(Path.Combine(tables, table + ".copy"));
            await from.CopyToAsync(to, ct);
        }

        return true;
    }

    private Task RestorePostgresAsync(string folder, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                var connection = (NpgsqlConnection)tx.Connection;
                var tables = Path.Combine(folder, TablesName);
                // The schema as it was then; what is newer comes after the rows are in.
                await migrations.ApplyNamedAsync(
                    tx,
                    await File.ReadAllLinesAsync(Path.Combine(folder, MigrationsName), ct)
                );
                var order = await InOrderAsync(connection);
                // Migrations put rows into some tables: those come with the copy, as they were changed since.
                await tx.ExecuteAsync($"TRUNCATE {Quoted(order)}");
                foreach (var table in order)
                {
                    var columns = await File.ReadAllLinesAsync(Path.Combine(tables, table + ".columns"), ct);
                    await using var from = File.OpenRead(Path.Combine(tables, table + ".copy"));
                    await using var to = await connection.BeginRawBinaryCopyAsync(
                        $"COPY \"{table}\" ({Quoted(columns)}) FROM STDIN (FORMAT binary)",
                        ct
                    );
                    await from.CopyToAsync(to, ct);
                }

                await AdvanceSequencesAsync(tx);
            },
            ct
        );

    private static async Task<IReadOnlyList<string>> TablesAsync(DbConnection connection) =>
        (
            await connection.QueryAsync<string>(
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
                """
            )
        ).AsList();

    private static async Task<IReadOnlyList<string>> ColumnsAsync(DbConnection connection, string table) =>
        (
            await connection.QueryAsync<string>(
                """
                SELECT column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = @table AND is_generated = 'NEVER' ORDER BY ordinal_position
                """,
                new { table }
            )
        ).AsList();

    /// <summary>A table after those it refers to.</summary>
    private static async Task<IReadOnlyList<string>> InOrderAsync(DbConnection connection)
    {
        var refersTo = (
            await connection.QueryAsync<Reference>(
                """
                SELECT conrelid::regclass::text AS source, confrelid::regclass::text AS target
                FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
                """
            )
        ).ToLookup(r => r.Source, r => r.Target);
        var ordered = new List<string>();
        foreach (var table in await TablesAsync(connection))
        {
            Add(table);
        }

        return ordered;

        void Add(string table)
        {
            if (!ordered.Contains(table))
            {
                foreach (var target in refersTo[table])
                {
                    Add(target);
                }

                ordered.Add(table);
            }
        }
    }

    private static async Task AdvanceSequencesAsync(WriteTransaction tx)
    {
        var owned = await tx.QueryAsync<Reference>(
            """
            SELECT table_name AS source, column_name AS target FROM information_schema.columns
            WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
            """
        );
        foreach (var (table, column) in owned.Select(o => (o.Source, o.Target)))
        {
            await tx.ExecuteAsync(
                $"""
                SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'), COALESCE(MAX("{column}"), 0) + 1, false)
                FROM "{table}"
                """
            );
        }
    }

    private static string Quoted(IEnumerable<string> columns) => string.Join(", ", columns.Select(c => $"\"{c}\""));

    private sealed record Reference
    {
        public string Source { get; init; } = "";
        public string Target { get; init; } = "";
    }
}
