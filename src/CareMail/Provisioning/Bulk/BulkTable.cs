using CareMail.Storage;

namespace CareMail.Provisioning.Bulk;

/// <summary>The SQL of files of people and their rows.</summary>
internal sealed class BulkTable(Database database)
{
    private const string Columns = """
        id AS Id, organisation_id AS OrganisationId, file_name AS FileName, headings AS Headings, state AS State,
        rows_read AS RowsRead, rows_wrong AS RowsWrong, made_by AS MadeBy, token_id AS TokenId, actor_name AS ActorName,
        origin AS Origin, started AS Started, finished AS Finished, fault AS Fault
        """;

    private const string RowColumns =
        "line AS Line, state AS State, action AS Action, cells AS Cells, outcome AS Outcome";

    private static readonly BulkRows<(Guid Bulk, BulkRow Row)> Insert = BulkRows<(Guid Bulk, BulkRow Row)>.Insert(
        "provisioning_bulk_row",
        "",
        BulkColumn<(Guid Bulk, BulkRow Row)>.Id("bulk_id", r => r.Bulk),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Number("line", r => r.Row.Line),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Number("state", r => (long)r.Row.State),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Text("action", r => r.Row.Action),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Text("cells", r => r.Row.Cells),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Text("outcome", r => r.Row.Outcome)
    );

    private static readonly BulkRows<(Guid Bulk, BulkRow Row)> Settle = BulkRows<(Guid Bulk, BulkRow Row)>.Update(
        "provisioning_bulk_row",
        "state = @state, outcome = @outcome",
        $"provisioning_bulk_row.bulk_id = @bulk_id AND provisioning_bulk_row.line = @line AND provisioning_bulk_row.state = {(int)RowState.Good}",
        BulkColumn<(Guid Bulk, BulkRow Row)>.Id("bulk_id", r => r.Bulk),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Number("line", r => r.Row.Line),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Number("state", r => (long)r.Row.State),
        BulkColumn<(Guid Bulk, BulkRow Row)>.Text("outcome", r => r.Row.Outcome)
    );

    public Task<BulkFile?> FindAsync(Guid id, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<BulkFile>(
            $"SELECT {Columns} FROM provisioning_bulk WHERE id = @id",
            new { id },
            ct
        );

    public Task<IReadOnlyList<BulkFile>> LatestAsync(
        IEnumerable<Guid> organisations,
        int count,
        CancellationToken ct
    ) =>
        database.QueryAsync<BulkFile>(
            $"""
            SELECT {Columns} FROM provisioning_bulk
            WHERE {SqlIds.In(database.Engine, "organisation_id", "@list")} ORDER BY started DESC LIMIT @count
            """,
            new { list = SqlIds.List(database.Engine, organisations), count },
            ct
        );

    public Task<IReadOnlyList<BulkFile>> RunningAsync(CancellationToken ct) =>
        database.QueryAsync<BulkFile>(
            $"SELECT {Columns} FROM provisioning_bulk WHERE state = @running ORDER BY started",
            new { running = BulkState.Running },
            ct
        );

    public Task<IReadOnlyList<BulkRow>> RowsAsync(
        Guid bulkId,
        RowState? state,
        long after,
        int count,
        CancellationToken ct
    ) =>
        database.QueryAsync<BulkRow>(
            $"""
            SELECT {RowColumns} FROM provisioning_bulk_row
            WHERE bulk_id = @bulkId AND line > @after AND (@all OR state = @state) ORDER BY line LIMIT @count
            """,
            new
            {
                bulkId,
                after,
                count,
                all = state is null,
                state = (long)(state ?? RowState.Good),
            },
            ct
        );

    public Task<IReadOnlyList<RowCount>> CountAsync(Guid bulkId, CancellationToken ct) =>
        database.QueryAsync<RowCount>(
            """
            SELECT action AS Action, state AS State, COUNT(*) AS Number FROM provisioning_bulk_row
            WHERE bulk_id = @bulkId GROUP BY action, state ORDER BY action, state
            """,
            new { bulkId },
            ct
        );

    public static Task InsertAsync(WriteTransaction tx, BulkFile bulk) =>
        tx.ExecuteAsync(
            """
            INSERT INTO provisioning_bulk (id, organisation_id, file_name, headings, state, rows_read, rows_wrong, made_by,
                token_id, actor_name, origin, started, fault)
            VALUES (@Id, @OrganisationId, @FileName, @Headings, @State, 0, 0, @MadeBy, @TokenId, @ActorName, @Origin, @Started, '')
            """,
            bulk
        );

    public static Task InsertAsync(WriteTransaction tx, Guid bulkId, IReadOnlyList<BulkRow> rows) =>
        Insert.RunAsync(tx, [.. rows.Select(row => (bulkId, row))]);

    public static Task ReadAsync(WriteTransaction tx, Guid id, long rows, long wrong) =>
        tx.ExecuteAsync(
            "UPDATE provisioning_bulk SET state = @waiting, rows_read = @rows, rows_wrong = @wrong WHERE id = @id",
            new
            {
                id,
                rows,
                wrong,
                waiting = BulkState.Waiting,
            }
        );

    /// <summary>False if it was not in that state any more.</summary>
    public static async Task<bool> MoveAsync(
        WriteTransaction tx,
        Guid id,
        BulkState from,
        BulkState to,
        DateTimeOffset? finished = null,
        string fault = ""
    ) =>
        await tx.ExecuteAsync(
            "UPDATE provisioning_bulk SET state = @to, finished = @finished, fault = @fault WHERE id = @id AND state = @from",
            new
            {
                id,
                from,
                to,
                finished,
                fault,
            }
        ) == 1;

    /// <summary>Part of the transaction that does what the rows ask for.</summary>
    /// <param name="rows">Their lines, with what came of them.</param>
    public static async Task SettleAsync(WriteTransaction tx, Guid bulkId, IReadOnlyList<BulkRow> rows)
    {
        if (await Settle.RunAsync(tx, [.. rows.Select(row => (bulkId, row))]) < rows.Count)
        {
            throw new InvalidOperationException("Another process has done one of these rows.");
        }
    }

    /// <summary>The rows go with the file: they hold names and numbers.</summary>
    public static async Task ForgetRowsAsync(WriteTransaction tx, Guid bulkId) =>
        await tx.ExecuteAsync("DELETE FROM provisioning_bulk_row WHERE bulk_id = @bulkId", new { bulkId });

    public Task<IReadOnlyList<Guid>> OlderAsync(DateTimeOffset than, CancellationToken ct) =>
        database.QueryAsync<Guid>(
            """
            SELECT id FROM provisioning_bulk b WHERE started < @than AND state <> @running
                AND EXISTS (SELECT 1 FROM provisioning_bulk_row r WHERE r.bulk_id = b.id)
            """,
            new { than, running = BulkState.Running },
            ct
        );
}
