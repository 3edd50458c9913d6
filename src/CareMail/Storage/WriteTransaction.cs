using System.Data.Common;
using Dapper;

namespace CareMail.Storage;

/// <summary>
/// One transaction of the database: the only way to write. On PostgreSQL the work may be run again after a conflict, so
/// it must have no effect outside the transaction except through <see cref="AfterCommit"/>.
/// </summary>
public sealed class WriteTransaction
{
    private readonly PreparedCommands? _prepared;
    private List<Action>? _afterCommit;

    internal WriteTransaction(
        Engine engine,
        DbConnection connection,
        DbTransaction transaction,
        PreparedCommands? prepared,
        CancellationToken cancellation
    )
    {
        Engine = engine;
        Connection = connection;
        Transaction = transaction;
        Cancellation = cancellation;
        _prepared = prepared;
    }

    public Engine Engine { get; }

    public DbConnection Connection { get; }

    public DbTransaction Transaction { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Run once the rows are durable, in the order given. Not run if the transaction fails.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        Connection.ExecuteAsync(Command(sql, parameters));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    public Task<T> QuerySingleAsync<T>(string sql, object? parameters = null) =>
        Connection.QuerySingleAsync<T>(Command(sql, parameters));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    /// <summary>
    /// A command for hot paths, prepared once per connection. Its parameters are made on first use, in the order named;
    /// the caller sets <c>command.Parameters[i].Value</c> (ids through <see cref="Id(Guid)"/>) and executes it.
    /// </summary>
    public DbCommand Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        if (_prepared is not null)
        {
            return _prepared.Get(Connection, Transaction, sql, parameters);
        }

        // Npgsql prepares by itself what is executed often (Max Auto Prepare), for the life of the server connection.
        var command = PreparedCommands.Make(Connection, sql, parameters);
        command.Transaction = Transaction;
        return command;
    }

    /// <summary>An id as the value of a parameter set by hand.</summary>
    public object Id(Guid id) => SqlIds.Value(Engine, id);

    /// <summary>An id, or none, as the value of a parameter set by hand.</summary>
    public object Id(Guid? id) => SqlIds.Value(Engine, id);

    internal void Committed()
    {
        foreach (var action in _afterCommit ?? [])
        {
            action();
        }
    }

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, Transaction, cancellationToken: Cancellation);
}
