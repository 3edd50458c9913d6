using System.Globalization;
using CareMail.Registers.Reading;
using CareMail.Storage;
using Dapper;

namespace CareMail.Registers.Importing;

public enum ChangeKind
{
    Added,
    Changed,
    Ended,
}

/// <summary>A field of a row that came, went or differs.</summary>
public sealed record FieldChange(string Title, string Before, string After);

/// <summary>What an import does to one code, location or domain.</summary>
public sealed record RegisterChange(string Key, string Name, IReadOnlyList<FieldChange> Fields);

/// <summary>What was imported, what waits, and what each import changes.</summary>
public sealed class ImportHistory
{
    private readonly ImportTable _imports;
    private readonly Database _database;
    private readonly ImportRegisters _layouts;

    internal ImportHistory(ImportTable imports, Database database, ImportRegisters layouts) =>
        (_imports, _database, _layouts) = (imports, database, layouts);

    public Task<ImportReport?> FindAsync(long number, CancellationToken ct = default) => _imports.FindAsync(number, ct);

    /// <summary>The import in force for a register now, or null before the first.</summary>
    public Task<ImportReport?> CurrentAsync(Register register, CancellationToken ct = default) =>
        _imports.CurrentAsync(register, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ImportReport>> LatestAsync(int count, CancellationToken ct = default) =>
        _imports.ListAsync(long.MaxValue, count, ct);

    /// <summary>Read and not applied yet.</summary>
    public Task<IReadOnlyList<ImportReport>> WaitingAsync(CancellationToken ct = default) =>
        _imports.InStateAsync(null, ImportState.Waiting, ct);

    public Task<IReadOnlyList<RefusedRow>> RefusalsAsync(long number, CancellationToken ct = default) =>
        _imports.RefusalsAsync(number, ct);

    /// <summary>What came, differs or went, by key.</summary>
    public Task<IReadOnlyList<RegisterChange>> ChangesAsync(
        ImportReport import,
        ChangeKind kind,
        int skip,
        int take,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(import);
        var layout = _layouts.LayoutOf(import.Register);
        return _database.ReadSnapshotAsync<IReadOnlyList<RegisterChange>>(
            async connection =>
            {
                var keys = (
                    await connection.QueryAsync<string>(
                        KeysSql(layout, kind),
                        new
                        {
                            n = import.Number,
                            skip,
                            take,
                        }
                    )
                ).AsList();
                var rows = (
                    await connection.QueryAsync(
                        RowsSql(layout),
                        new Dictionary<string, object>
                        {
                            ["n"] = import.Number,
                            ["keys"] = SqlIds.List(_database.Engine, keys),
                        }
                    )
                ).Cast<IDictionary<string, object?>>();
                var byKey = rows.ToLookup(row => Text(row["row_key"]));
                return [.. keys.Select(key => Change(layout, key, byKey[key], import.Number))];
            },
            ct
        );
    }

    private static string KeysSql(Layout layout, ChangeKind kind)
    {
        var (came, went) = kind switch
        {
            ChangeKind.Added => (1, 0),
            ChangeKind.Changed => (1, 1),
            ChangeKind.Ended => (0, 1),
        };
        return $"""
            SELECT {layout.KeySql} FROM {layout.Table} WHERE from_import = @n OR until_import = @n
            GROUP BY {layout.KeySql}
            HAVING max(CASE WHEN from_import = @n THEN 1 ELSE 0 END) = {came}
                AND max(CASE WHEN until_import = @n THEN 1 ELSE 0 END) = {went}
            ORDER BY {layout.KeySql} LIMIT @take OFFSET @skip
            """;
    }

    private string RowsSql(Layout layout) =>
        $"""
            SELECT {layout.KeySql} AS row_key, from_import{string.Concat(
                layout.Shown.Select(shown => ", " + shown.Column)
            )}
            FROM {layout.Table}
            WHERE (from_import = @n OR until_import = @n) AND {SqlIds.InTexts(_database.Engine, layout.KeySql, "@keys")}
            ORDER BY id
            """;

    private static RegisterChange Change(
        Layout layout,
        string key,
        IEnumerable<IDictionary<string, object?>> rows,
        long number
    )
    {
        var came = rows.Where(row => Convert.ToInt64(row["from_import"], CultureInfo.InvariantCulture) == number)
            .ToList();
        var went = rows.Except(came).ToList();
        var fields = layout
            .Shown.Select(shown => new FieldChange(shown.Title, Values(went, shown.Column), Values(came, shown.Column)))
            .Where(field => field.Before != field.After)
            .ToList();
        var named = came.Concat(went).FirstOrDefault();
        return new RegisterChange(
            key,
            layout.Shown is [var first, ..] && named is not null ? Text(named[first.Column]) : "",
            fields
        );
    }

    /// <summary>Several rows of one key are told in one line.</summary>
    private static string Values(IEnumerable<IDictionary<string, object?>> rows, string column) =>
        string.Join("; ", rows.Select(row => Text(row[column])).Where(text => text.Length > 0));

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
