using System.Data.Common;
using Dapper;

namespace CareMail.Storage;

/// <summary>
/// The relational state. Reads run beside each other; writes are transactions (on SQLite one at a time, in the order
/// asked for). What <see cref="WriteAsync{T}"/> returned is durable.
/// </summary>
public abstract class Database(Engine engine) : IAsyncDisposable
{
    // Asking for a second transaction inside the first would wait for itself for ever; say so instead.
    private readonly AsyncLocal<WriteScope?> _scope = new();

    public Engine Engine { get; } = engine;

    public static Database Open(StorageOptions options)
    {
        SqlTypes.Register();
        return options.Engine == Engine.Sqlite ? new SqliteDatabase(options) : new PostgresDatabase(options.Database);
    }

    /// <summary>Runs queries on a connection of their own. Each statement sees what was committed before it.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default);

    /// <summary>The same, but all statements see one and the same state.</summary>
    public abstract Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default);

    public Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        object? parameters = null,
        CancellationToken ct = default
    ) =>
        ReadAsync<IReadOnlyList<T>>(
            async c => (await c.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))).AsList(),
            ct
        );

    public Task<T?> QuerySingleOrDefaultAsync<T>(
        string sql,
        object? parameters = null,
        CancellationToken ct = default
    ) =>
        ReadAsync(
            c => c.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct)),
            ct
        );

    public async Task<T> WriteAsync<T>(Func<WriteTransaction, Task<T>> work, CancellationToken ct = default)
    {
        if (_scope.Value is { Active: true })
        {
            throw new InvalidOperationException("A transaction is already open here: pass it on, do not open another.");
        }

        var scope = new WriteScope { Active = true };
        _scope.Value = scope;
        try
        {
            var (result, transaction) = await RunAsync(work, ct);
            scope.Active = false;
            transaction.Committed();
            return result;
        }
        finally
        {
            scope.Active = false;
        }
    }

    public Task WriteAsync(Func<WriteTransaction, Task> work, CancellationToken ct = default) =>
        WriteAsync(
            async tx =>
            {
                await work(tx);
                return true;
            },
            ct
        );

    public abstract ValueTask DisposeAsync();

    private protected abstract Task<(T Result, WriteTransaction Transaction)> RunAsync<T>(
        Func<WriteTransaction, Task<T>> work,
        CancellationToken ct
    );

    private sealed class WriteScope
    {
        public volatile bool Active;
    }
}
