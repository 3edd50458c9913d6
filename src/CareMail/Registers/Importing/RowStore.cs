using System.Data.Common;
using System.Diagnostics;
using CareMail.Registers.Reading;
using CareMail.Storage;

namespace CareMail.Registers.Importing;

/// <summary>A row of a register that is in force.</summary>
internal readonly record struct LiveRow(Guid Id, string Key, string? Ends);

/// <summary>
/// Writes the rows of all registers the same way: added and ended in slices under the number of an import that nobody
/// reads yet, so that a delivery waits for one slice at most.
/// </summary>
internal sealed class RowStore(Database database, RegisterLimits limits)
{
    // One import at a time: see ImportRegisters.
    private long _sliceEnded;
    private TimeSpan _gap;

    /// <summary>The rows of a register that are in force, by their digest.</summary>
    public Task<Dictionary<UInt128, LiveRow>> LiveAsync(Layout layout, CancellationToken ct) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText =
                    $"SELECT id, digest, {layout.KeySql}, {layout.EndsSql ?? "NULL"} FROM {layout.Table} WHERE until_import IS NULL AND {layout.OwnSql}";
                await using var reader = await command.ExecuteReaderAsync(ct);
                var live = new Dictionary<UInt128, LiveRow>();
                while (await reader.ReadAsync(ct))
                {
                    var ends = await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3);
                    live[DigestOf(reader, 1)] = new LiveRow(reader.GetId(0), reader.GetString(2), ends);
                }

                return live;
            },
            ct
        );

    public Task AddAsync(Layout layout, IReadOnlyList<StagedRow> slice, CancellationToken ct) =>
        SliceAsync(
            async tx =>
            {
                await layout.Insert.RunAsync(tx, slice);
                return slice.Count;
            },
            ct
        );

    public async Task EndAsync(Layout layout, long import, IEnumerable<Guid> ids, CancellationToken ct)
    {
        foreach (var slice in ids.Chunk(limits.Slice))
        {
            await SliceAsync(
                tx =>
                    tx.ExecuteAsync(
                        $"UPDATE {layout.Table} SET until_import = @import WHERE {SqlIds.In(tx.Engine, "id", "@ids")}",
                        new { import, ids = SqlIds.List(tx.Engine, slice) }
                    ),
                ct
            );
        }
    }

    /// <summary>Undoes what was written under the number of an import that never was applied.</summary>
    public async Task UndoAsync(Layout layout, long import, CancellationToken ct)
    {
        await InSlicesAsync(
            engine => $"DELETE FROM {layout.Table} WHERE {Some(engine, layout, "from_import = @import")}",
            import,
            ct
        );
        await InSlicesAsync(
            engine =>
                $"UPDATE {layout.Table} SET until_import = NULL WHERE {Some(engine, layout, "until_import = @import")}",
            import,
            ct
        );
    }

    /// <summary>Erases rows that ended: of personal data no history is kept.</summary>
    public Task EraseEndedAsync(Layout layout, long upTo, CancellationToken ct) =>
        InSlicesAsync(
            engine => $"DELETE FROM {layout.Table} WHERE {Some(engine, layout, "until_import <= @import")}",
            upTo,
            ct
        );

    public static UInt128 DigestOf(DbDataReader reader, int ordinal) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(reader.GetFieldValue<byte[]>(ordinal));

    private async Task InSlicesAsync(Func<Engine, string> sql, long import, CancellationToken ct)
    {
        var text = sql(database.Engine);
        while (await SliceAsync(tx => tx.ExecuteAsync(text, new { import, slice = limits.Slice }), ct) > 0) { }
    }

    /// <summary>
    /// One slice, and before it longer nothing than the last one took: on SQLite another program waits for its turn by
    /// looking again every few milliseconds, and has to find gaps. The next rows are read meanwhile.
    /// </summary>
    private async Task<int> SliceAsync(Func<WriteTransaction, Task<int>> work, CancellationToken ct)
    {
        var early = _gap - Stopwatch.GetElapsedTime(_sliceEnded);
        if (database.Engine == Engine.Sqlite && early > TimeSpan.Zero)
        {
            await Task.Delay(early, ct);
        }

        var began = Stopwatch.GetTimestamp();
        var rows = await database.WriteAsync(work, ct);
        _sliceEnded = Stopwatch.GetTimestamp();
        var gap = Stopwatch.GetElapsedTime(began, _sliceEnded) * limits.GapShare;
        _gap = gap < limits.LongestGap ? gap : limits.LongestGap;
        return rows;
    }

    private static string Some(Engine engine, Layout layout, string which) =>
        engine == Engine.Sqlite
            ? $"id IN (SELECT id FROM {layout.Table} WHERE {which} LIMIT @slice)"
            : $"id = ANY(ARRAY(SELECT id FROM {layout.Table} WHERE {which} LIMIT @slice))";
}
