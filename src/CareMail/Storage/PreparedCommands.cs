using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>The prepared commands of one SQLite connection, by their text. Bounded by the number of hot statements in the code.</summary>
internal sealed class PreparedCommands
{
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    public DbCommand Get(
        DbConnection connection,
        DbTransaction? transaction,
        string sql,
        ReadOnlySpan<string> parameters
    )
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Make(connection, sql, parameters);
            _commands.Add(sql, command);
        }

        command.Transaction = transaction;
        return command;
    }

    public static DbCommand Make(DbConnection connection, string sql, ReadOnlySpan<string> parameters)
    {
        // The driver's own: it is kept by whoever asked.
        DbCommand command = connection is SqliteConnection sqlite ? sqlite.CreateCommand() : connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
