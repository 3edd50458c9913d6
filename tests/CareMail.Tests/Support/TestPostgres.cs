using CareMail.Storage;
using Npgsql;

namespace CareMail.Tests.Support;

/// <summary>
/// Databases on a PostgreSQL server: the one that CAREMAIL_TEST_POSTGRES names (a connection string), or a private one
/// that lives as long as this process. Each database is a copy of a migrated template, which takes milliseconds.
/// </summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly string Template = $"caremail_template_{Environment.ProcessId}";
    private static int _made;

    // CREATE DATABASE … TEMPLATE wants nobody else at the template.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>The connection string of a fresh, migrated database.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = await Server.Value;
        var name = $"caremail_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";
        await Turn.WaitAsync();
        try
        {
            await RunAsync(server, $"CREATE DATABASE {name} TEMPLATE {Template}");
        }
        finally
        {
            Turn.Release();
        }

        return Named(server, name);
    }

    /// <summary>The connection string of a database with nothing in it.</summary>
    public static async Task<string> EmptyDatabaseAsync()
    {
        var server = await Server.Value;
        var name = $"caremail_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";
        await RunAsync(server, $"CREATE DATABASE {name}");
        return Named(server, name);
    }

    public static async Task DropAsync(string connectionString) =>
        await RunAsync(
            await Server.Value,
            $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)"
        );

    private static async Task<string> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable("CAREMAIL_TEST_POSTGRES") is { Length: > 0 } given
            ? given
            : await PrivatePostgres.StartAsync();
        await RunAsync(server, $"DROP DATABASE IF EXISTS {Template}");
        await RunAsync(server, $"CREATE DATABASE {Template}");
        await using (
            var database = Database.Open(new StorageOptions { DataFolder = "", Database = Named(server, Template) })
        )
        {
            await new Migrations(database, TimeProvider.System).ApplyAsync();
        }

        return server;
    }

    private static string Named(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server)
        {
            Database = database,
            Pooling = true,
            MaxPoolSize = 20,
        }.ConnectionString;

    private static async Task RunAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
