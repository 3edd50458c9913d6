using System.Data.Common;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Reads rows by hand where Dapper's mapping would cost more than the query.</summary>
internal static class Rows
{
    public static Task<List<T>> ListAsync<T>(
        this DbConnection connection,
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken ct,
        params IReadOnlyList<(string Name, object Value)> parameters
    ) => ListAsync(connection, null, sql, read, parameters, ct);

    public static Task<List<T>> ListAsync<T>(
        this WriteTransaction tx,
        string sql,
        Func<DbDataReader, T> read,
        params IReadOnlyList<(string Name, object Value)> parameters
    ) => ListAsync(tx.Connection, tx.Transaction, sql, read, parameters, tx.Cancellation);

    public static Task<List<T>> ListAsync<T>(
        this Database database,
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken ct,
        params IReadOnlyList<(string Name, object Value)> parameters
    ) => database.ReadAsync(c => ListAsync(c, null, sql, read, parameters, ct), ct);

    public static async Task<List<T>> ListAsync<T>(
        this DbConnection connection,
        DbTransaction? transaction,
        string sql,
        Func<DbDataReader, T> read,
        IReadOnlyList<(string Name, object Value)> parameters,
        CancellationToken ct
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        // A connection in a snapshot has given its command the transaction already.
        command.Transaction = transaction ?? command.Transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Rows that a transaction will change: PostgreSQL locks them, SQLite has locked everything.</summary>
    public static string ForUpdate(Engine engine) => engine == Engine.Postgres ? " FOR UPDATE" : "";

    public static DateTimeOffset GetInstant(this DbDataReader reader, int ordinal) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(ordinal));

    public static byte[] GetBytes(this DbDataReader reader, int ordinal) => reader.GetFieldValue<byte[]>(ordinal);
}
