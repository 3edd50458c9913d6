using System.Data;
using System.Data.Common;
using Npgsql;

namespace CareMail.Storage;

/// <summary>PostgreSQL 15 or later through Npgsql's own pool.</summary>
internal sealed class PostgresDatabase(string connectionString) : Database(Engine.Postgres)
{
    // Two writers that lock the same rows in another order: one is told to try again, and soon gets through.
    private const int Attempts = 8;

    private readonly NpgsqlDataSource _source = Source(connectionString);

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await work(connection);
    }

    public override async Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return await work(connection);
    }

    private protected override async Task<(T, WriteTransaction)> RunAsync<T>(
        Func<WriteTransaction, Task<T>> work,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(ct);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
                var write = new WriteTransaction(Engine, connection, transaction, prepared: null, ct);
                var result = await work(write);
                await transaction.CommitAsync(CancellationToken.None);
                return (result, write);
            }
            catch (PostgresException conflict) when (IsConflict(conflict) && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2 << attempt), ct);
            }
            catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.DiskFull)
            {
                throw new StorageFullException("The disk that holds the database is full.", full);
            }
        }
    }

    private static bool IsConflict(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private static NpgsqlDataSource Source(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 200;
            settings.AutoPrepareMinUsages = 2;
        }

        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
