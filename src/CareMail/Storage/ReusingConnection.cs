using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>
/// A SQLite connection that compiles each statement once. The driver compiles it for every command, which for a small query
/// is most of the work; Dapper makes a new command for every query.
/// </summary>
internal sealed class ReusingConnection(string connectionString) : SqliteConnection(connectionString)
{
    // Statements are texts in the program, so there are some hundreds. A text made at run time must not fill memory.
    private const int MaxCompiled = 500;

    private readonly Dictionary<string, SqliteCommand> _compiled = new(StringComparer.Ordinal);

    /// <summary>The compiled command of this text, taken out until it is given back.</summary>
    public SqliteCommand Take(string text)
    {
        if (!_compiled.Remove(text, out var command))
        {
            command = CreateCommand();
            command.CommandText = text;
        }

        command.Transaction = Transaction;
        return command;
    }

    public void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (_compiled.Count >= MaxCompiled || !_compiled.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    /// <summary>What Dapper gets, and whoever knows this only as a <see cref="DbConnection"/>.</summary>
    protected override DbCommand CreateDbCommand() => new ReusingCommand(this);

    protected override void Dispose(bool disposing)
    {
        foreach (var command in _compiled.Values)
        {
            command.Dispose();
        }

        _compiled.Clear();
        base.Dispose(disposing);
    }
}
