using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>Looks like a command of its own; runs a compiled one of the connection, which it gives back when disposed.</summary>
internal sealed class ReusingCommand(ReusingConnection connection) : DbCommand
{
    // Holds the parameters until the text is known.
    private readonly SqliteCommand _parameters = new();
    private string _text = "";
    private SqliteCommand? _running;

    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set
        {
            GiveBack();
            _text = value ?? "";
        }
    }

    public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A command stays with its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    /// <summary>There is one transaction a connection, and the driver insists on it: nothing to choose.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel() { }

    public override void Prepare() { }

    public override int ExecuteNonQuery() => Compiled().ExecuteNonQuery();

    public override object? ExecuteScalar() => Compiled().ExecuteScalar();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Compiled().ExecuteReader(behavior);

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override void Dispose(bool disposing)
    {
        GiveBack();
        _parameters.Dispose();
        base.Dispose(disposing);
    }

    private SqliteCommand Compiled()
    {
        _running ??= connection.Take(_text);
        _running.CommandTimeout = CommandTimeout;
        _running.Parameters.Clear();
        foreach (SqliteParameter parameter in _parameters.Parameters)
        {
            _running.Parameters.Add(parameter);
        }

        return _running;
    }

    private void GiveBack()
    {
        if (_running is not null)
        {
            connection.GiveBack(_running);
            _running = null;
        }
    }
}
