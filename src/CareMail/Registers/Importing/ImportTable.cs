using CareMail.Storage;
using Dapper;

namespace CareMail.Registers.Importing;

/// <summary>The imports: one row for each file read, tried or applied.</summary>
internal sealed class ImportTable(Database database, TimeProvider time)
{
    private const string Columns = """
        number AS Number, register AS Register, file AS File, as_at AS AsAt, state AS State, started AS Started,
        applied AS Applied, actor AS Actor, reason AS Reason, fault AS Fault, lines AS Lines, same AS Same,
        added AS Added, changed AS Changed, ended AS Ended, refused AS Refused,
        live_before AS LiveBefore, live_ending AS LiveEnding
        """;

    private static readonly BulkRows<(long Import, long Position, RefusedRow Row)> InsertRefusals = BulkRows<(
        long Import,
        long Position,
        RefusedRow Row
    )>.Insert(
        "registers_refusal",
        "",
        BulkColumn<(long Import, long Position, RefusedRow Row)>.Number("import", r => r.Import),
        BulkColumn<(long Import, long Position, RefusedRow Row)>.Number("position", r => r.Position),
        BulkColumn<(long Import, long Position, RefusedRow Row)>.Number("line", r => r.Row.Line),
        BulkColumn<(long Import, long Position, RefusedRow Row)>.Text("reason", r => r.Row.Reason)
    );

    public Task<ImportReport?> FindAsync(long number, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<ImportReport>(
            $"SELECT {Columns} FROM registers_import WHERE number = @number",
            new { number },
            ct
        );

    /// <summary>The import that is in force for a register now, or null before the first.</summary>
    public Task<ImportReport?> CurrentAsync(Register register, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<ImportReport>(
            $"""
            SELECT {Columns} FROM registers_import
            WHERE register = @register AND state = @applied ORDER BY number DESC LIMIT 1
            """,
            new { register = (long)register, applied = (long)ImportState.Applied },
            ct
        );

    /// <summary>Newest first, from before a number.</summary>
    public Task<IReadOnlyList<ImportReport>> ListAsync(long before, int count, CancellationToken ct = default) =>
        database.QueryAsync<ImportReport>(
            $"SELECT {Columns} FROM registers_import WHERE number < @before ORDER BY number DESC LIMIT @count",
            new { before, count },
            ct
        );

    public Task<IReadOnlyList<ImportReport>> InStateAsync(
        Register? register,
        ImportState state,
        CancellationToken ct = default
    ) =>
        database.QueryAsync<ImportReport>(
            $"""
            SELECT {Columns} FROM registers_import
            WHERE state = @state AND (register = @register OR @register = 0) ORDER BY number
            """,
            new { state = (long)state, register = register is { } r ? (long)r : 0 },
            ct
        );

    public Task<IReadOnlyList<RefusedRow>> RefusalsAsync(long number, CancellationToken ct = default) =>
        database.QueryAsync<RefusedRow>(
            "SELECT line AS Line, reason AS Reason FROM registers_refusal WHERE import = @number ORDER BY position",
            new { number },
            ct
        );

    /// <summary>Takes the next number for a file about to be read.</summary>
    public Task<long> BeginAsync(Register register, string file, DateOnly asAt, Guid? actor, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.QuerySingleAsync<long>(
                    """
                    INSERT INTO registers_import (number, register, file, as_at, state, started, actor)
                    SELECT coalesce(max(number), 0) + 1, @register, @file, @asAt, @state, @now, @actor FROM registers_import
                    RETURNING number
                    """,
                    new
                    {
                        register = (long)register,
                        file,
                        asAt,
                        state = (long)ImportState.Reading,
                        now = time.GetUtcNow(),
                        actor,
                    }
                ),
            ct
        );

    public async Task RefuseAsync(long number, IReadOnlyList<RefusedRow> rows, int slice, CancellationToken ct)
    {
        foreach (var some in rows.Select((row, position) => (number, (long)position, row)).Chunk(slice))
        {
            await database.WriteAsync(tx => InsertRefusals.RunAsync(tx, some), ct);
        }
    }

    /// <summary>The file is read: what it would change, or why it is refused.</summary>
    public Task EndReadingAsync(ImportReport report, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    UPDATE registers_import SET state = @state, as_at = @AsAt, fault = @Fault, lines = @Lines, same = @Same,
                        added = @Added, changed = @Changed, ended = @Ended, refused = @Refused,
                        live_before = @LiveBefore, live_ending = @LiveEnding
                    WHERE number = @Number
                    """,
                    new
                    {
                        state = (long)report.State,
                        report.AsAt,
                        report.Fault,
                        report.Lines,
                        report.Same,
                        report.Added,
                        report.Changed,
                        report.Ended,
                        report.Refused,
                        report.LiveBefore,
                        report.LiveEnding,
                        report.Number,
                    }
                ),
            ct
        );

    /// <summary>The switch: from the commit on, everybody reads this import. False if it is not waiting any more.</summary>
    public async Task<bool> ApplyAsync(WriteTransaction tx, long number, Guid? actor, string? reason) =>
        await tx.ExecuteAsync(
            """
            UPDATE registers_import SET state = @applied, applied = @now, actor = @actor, reason = @reason
            WHERE number = @number AND state = @waiting
            """,
            new
            {
                applied = (long)ImportState.Applied,
                waiting = (long)ImportState.Waiting,
                now = time.GetUtcNow(),
                actor,
                reason,
                number,
            }
        ) == 1;

    public Task MarkAsync(long number, ImportState state, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    "UPDATE registers_import SET state = @state WHERE number = @number",
                    new { state = (long)state, number }
                ),
            ct
        );

    /// <summary>For each register the import that answers for a day: the newest on or before it, else the first.</summary>
    public static async Task<IReadOnlyList<Edition>> EditionsAsync(
        System.Data.Common.DbConnection connection,
        DateOnly day
    ) =>
        (
            await connection.QueryAsync<Edition>(
                """
                SELECT number AS Number, register AS Register, as_at AS AsAt FROM registers_import WHERE number IN (
                    SELECT coalesce(max(CASE WHEN as_at <= @day THEN number END), min(number))
                    FROM registers_import WHERE state = 3 GROUP BY register)
                """,
                new { day }
            )
        ).AsList();
}

/// <summary>The state of a register that one import made.</summary>
internal sealed record Edition
{
    public long Number { get; init; }
    public Register Register { get; init; }
    public DateOnly AsAt { get; init; }
}
