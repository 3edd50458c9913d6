using System.Text;
using System.Text.Json;
using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Bulk;

/// <summary>The files of people that a browser saves: the sample, and what came of a file.</summary>
internal static class BulkEndpoints
{
    private const string Csv = "text/csv; charset=utf-8";

    public static void Map(WebApplication app)
    {
        app.MapGet("/manage/bulk/sample.csv", Sample).Allows(Act.ImportPeople).ExcludeFromDescription();
        app.MapGet("/manage/bulk/{bulk:guid}/result.csv", ResultAsync)
            .Allows(Act.ImportPeople)
            .ExcludeFromDescription();
    }

    private static IResult Sample()
    {
        string[][] rows =
        [
            BulkWish.Headings,
            [
                "create",
                "1001",
                "Amina",
                "Okoro",
                "07700 900118",
                "amina@home.example",
                "Senior carer",
                "",
                "Day team",
                "",
            ],
            ["update", "1002", "", "", "", "", "Night manager", "", "Night team", ""],
            ["update", "1003", "Zoë", "Adeyemi-Lee", "", "", "", "", "", ""],
            ["move", "1004", "", "", "", "", "", "VZ123", "", ""],
            ["leave", "1005", "", "", "", "", "", "", "", ""],
            ["reset", "1006", "", "", "", "", "", "", "", ""],
        ];
        var text = string.Concat(rows.Select(r => string.Join(',', r.Select(BulkText.Cell)) + "\r\n"));
        return Results.File(Encoding.UTF8.GetBytes("\uFEFF" + text), Csv, "people-sample.csv");
    }

    /// <summary>The same file with one more column. Cells that a spreadsheet would calculate are marked as text.</summary>
    private static async Task<IResult> ResultAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks)
    {
        var ct = context.RequestAborted;
        return (await start.FindAsync(context.Actor(), bulk, ct)).IsDone(out var file, out _)
            ? Results.Stream(stream => WriteAsync(stream, file, bulks, ct), Csv, "people-result.csv")
            : Results.NotFound();
    }

    public static async Task WriteAsync(Stream stream, BulkFile file, BulkTable bulks, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var headings = JsonSerializer.Deserialize<List<string>>(file.Headings)!;
        await WriteAsync(writer, [.. headings, "outcome"]);
        IReadOnlyList<BulkRow> rows;
        for (long after = 0; (rows = await bulks.RowsAsync(file.Id, null, after, BulkLimits.Slice, ct)).Count > 0; )
        {
            foreach (var row in rows)
            {
                await WriteAsync(writer, Cells(row, headings.Count));
            }

            after = rows[^1].Line;
        }
    }

    private static List<string> Cells(BulkRow row, int columns)
    {
        var cells = JsonSerializer.Deserialize<List<string>>(row.Cells)!;
        return
        [
            .. cells.Concat(Enumerable.Repeat("", columns)).Take(columns),
            $"{BulkWords.State(row.State)}: {row.Outcome}",
        ];
    }

    private static Task WriteAsync(StreamWriter writer, IEnumerable<string> cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(BulkText.Cell)) + "\r\n");
}

/// <summary>How states are spelled for people. Pure.</summary>
internal static class BulkWords
{
    public static string State(RowState state) =>
        state switch
        {
            RowState.Good => "waiting",
            RowState.Wrong => "wrong",
            RowState.Done => "done",
            RowState.Failed => "failed",
        };

    public static string State(BulkState state) =>
        state switch
        {
            BulkState.Reading => "Being read",
            BulkState.Waiting => "Waiting for you",
            BulkState.Running => "Being done",
            BulkState.Done => "Done",
            BulkState.Dropped => "Dropped",
        };

    public static string Action(string action, long number) =>
        (action, number == 1) switch
        {
            (BulkRules.Create, true) => "1 new person",
            (BulkRules.Create, _) => $"{number:N0} new people",
            (BulkRules.Update, true) => "1 person changed",
            (BulkRules.Update, _) => $"{number:N0} people changed",
            (BulkRules.Leave, true) => "1 person who has left",
            (BulkRules.Leave, _) => $"{number:N0} people who have left",
            (BulkRules.Move, true) => "1 person moved to another site",
            (BulkRules.Move, _) => $"{number:N0} people moved to another site",
            (BulkRules.Reset, true) => "1 temporary password sent",
            (BulkRules.Reset, _) => $"{number:N0} temporary passwords sent",
            (_, true) => "1 row of no known action",
            _ => $"{number:N0} rows of no known action",
        };

    /// <summary>What came of a row.</summary>
    public static string Done(string action, PersonPlan plan, PersonRow person) =>
        action switch
        {
            _ when plan.IsEmpty && action != BulkRules.Update => $"Was so already: {person.Address}",
            BulkRules.Leave => $"Has left: {person.Address}",
            BulkRules.Move => $"Moved to {plan.Change.Place?.Ods}: {person.Address}",
            BulkRules.Reset => $"A temporary password is on its way: {person.Address}",
            _ when plan.Steps.Contains(PersonStep.Rename) => $"Is now {person.DisplayName}: {person.Address}",
            _ => $"Done: {person.Address}",
        };
}
