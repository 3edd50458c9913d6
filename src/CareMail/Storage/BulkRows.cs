using System.Diagnostics.CodeAnalysis;

namespace CareMail.Storage;

/// <summary>One column of many rows: a parameter each on SQLite, one array for all of them on PostgreSQL.</summary>
[SuppressMessage(
    "Design",
    "CA1000",
    Justification = "A statement's rows are of one type, named once where it is made."
)]
public sealed class BulkColumn<T>
{
    private readonly Func<WriteTransaction, T, object> _one;
    private readonly Func<IReadOnlyList<T>, object> _all;

    private BulkColumn(string name, Func<WriteTransaction, T, object> one, Func<IReadOnlyList<T>, object> all)
    {
        Name = name;
        _one = one;
        _all = all;
    }

    public string Name { get; }

    public object One(WriteTransaction tx, T row) => _one(tx, row);

    public object All(IReadOnlyList<T> rows) => _all(rows);

    public static BulkColumn<T> Id(string name, Func<T, Guid> get) =>
        new(name, (tx, row) => tx.Id(get(row)), rows => Array(rows, get));

    public static BulkColumn<T> IdOrNull(string name, Func<T, Guid?> get) =>
        new(name, (tx, row) => tx.Id(get(row)), rows => Array(rows, get));

    public static BulkColumn<T> Number(string name, Func<T, long> get) =>
        new(name, (_, row) => get(row), rows => Array(rows, get));

    public static BulkColumn<T> NumberOrNull(string name, Func<T, long?> get) =>
        new(name, (_, row) => get(row) ?? (object)DBNull.Value, rows => Array(rows, get));

    public static BulkColumn<T> Text(string name, Func<T, string> get) =>
        new(name, (_, row) => get(row), rows => Array(rows, get));

    public static BulkColumn<T> TextOrNull(string name, Func<T, string?> get) =>
        new(name, (_, row) => get(row) ?? (object)DBNull.Value, rows => Array(rows, get));

    public static BulkColumn<T> Flag(string name, Func<T, bool> get) =>
        new(name, (_, row) => get(row), rows => Array(rows, get));

    public static BulkColumn<T> Instant(string name, Func<T, DateTimeOffset> get) =>
        Number(name, row => get(row).ToUnixTimeMilliseconds());

    public static BulkColumn<T> Bytes(string name, Func<T, byte[]> get) =>
        new(name, (_, row) => get(row), rows => Array(rows, get));

    public static BulkColumn<T> BytesOrNull(string name, Func<T, byte[]?> get) =>
        new(name, (_, row) => get(row) ?? (object)DBNull.Value, rows => Array(rows, get));

    private static TValue[] Array<TValue>(IReadOnlyList<T> rows, Func<T, TValue> get)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = get(rows[i]);
        }

        return values;
    }
}

/// <summary>
/// A statement run for many rows at once: on SQLite a prepared command per row, on PostgreSQL one command over
/// <c>unnest</c>ed arrays. The text differs only where it must.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1000",
    Justification = "A statement's rows are of one type, named once where it is made."
)]
public sealed class BulkRows<T>
{
    private readonly string _sqlite;
    private readonly string _postgres;
    private readonly BulkColumn<T>[] _columns;
    private readonly string[] _names;

    private BulkRows(string sqlite, string postgres, BulkColumn<T>[] columns)
    {
        _sqlite = sqlite;
        _postgres = postgres;
        _columns = columns;
        _names = [.. columns.Select(c => "@" + c.Name)];
    }

    /// <summary>INSERT of all columns, by their names; <paramref name="onConflict"/> as both engines spell it.</summary>
    public static BulkRows<T> Insert(string table, string onConflict, params BulkColumn<T>[] columns)
    {
        var names = string.Join(", ", columns.Select(c => c.Name));
        var parameters = string.Join(", ", columns.Select(c => "@" + c.Name));
        return new BulkRows<T>(
            $"INSERT INTO {table} ({names}) VALUES ({parameters}) {onConflict}",
            $"INSERT INTO {table} ({names}) SELECT * FROM unnest({parameters}) {onConflict}",
            columns
        );
    }

    /// <summary>UPDATE … SET … WHERE, both written with parameters.</summary>
    public static BulkRows<T> Update(string table, string set, string where, params BulkColumn<T>[] columns) =>
        new(
            $"UPDATE {table} SET {set} WHERE {where}",
            $"UPDATE {table} SET {FromRow(set, columns)} FROM {Unnested(columns)} WHERE {FromRow(where, columns)}",
            columns
        );

    public static BulkRows<T> Delete(string table, string where, params BulkColumn<T>[] columns) =>
        new(
            $"DELETE FROM {table} WHERE {where}",
            $"DELETE FROM {table} USING {Unnested(columns)} WHERE {FromRow(where, columns)}",
            columns
        );

    /// <returns>How many rows were written.</returns>
    public async Task<int> RunAsync(WriteTransaction tx, IReadOnlyList<T> rows)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        if (tx.Engine == Engine.Postgres)
        {
            await using var all = tx.Prepared(_postgres, _names);
            for (var i = 0; i < _columns.Length; i++)
            {
                all.Parameters[i].Value = _columns[i].All(rows);
            }

            return await all.ExecuteNonQueryAsync(tx.Cancellation);
        }

        var one = tx.Prepared(_sqlite, _names);
        var written = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                one.Parameters[i].Value = _columns[i].One(tx, row);
            }

            written += await one.ExecuteNonQueryAsync(tx.Cancellation);
        }

        return written;
    }

    private static string Unnested(BulkColumn<T>[] columns) =>
        $"unnest({string.Join(", ", columns.Select(c => "@" + c.Name))}) AS r({string.Join(", ", columns.Select(c => c.Name))})";

    /// <summary>Longest names first, or <c>@uid</c> would eat the beginning of <c>@uid_next</c>.</summary>
    private static string FromRow(string text, BulkColumn<T>[] columns) =>
        columns
            .OrderByDescending(c => c.Name.Length)
            .Aggregate(text, (t, c) => t.Replace("@" + c.Name, "r." + c.Name, StringComparison.Ordinal));
}
