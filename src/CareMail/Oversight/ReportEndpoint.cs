using System.Text;
using CareMail.Access;
using CareMail.Identity.Doors;

namespace CareMail.Oversight;

/// <summary>A report as a file, whole.</summary>
internal static class ReportEndpoint
{
    private const string Csv = "text/csv; charset=utf-8";
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static void Map(WebApplication app) =>
        app.MapGet("/manage/reports/{report}/file", FileAsync).Allows(Act.SeeReports).ExcludeFromDescription();

    private static async Task<IResult> FileAsync(string report, HttpContext context, Reports reports)
    {
        if (Report.Find(report) is not { } asked)
        {
            return Results.NotFound();
        }

        var places = await reports.PlacesAsync(context.Actor(), context.RequestAborted);
        return Results.Stream(
            async stream =>
            {
                await using var writer = new StreamWriter(
                    stream,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)
                );
                await WriteAsync(writer, asked.Headings);
                await foreach (var row in reports.RowsAsync(asked, places, context.RequestAborted))
                {
                    await WriteAsync(writer, row);
                }
            },
            Csv,
            $"{asked.Name}.csv"
        );
    }

    private static Task WriteAsync(StreamWriter writer, IEnumerable<string> cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");

    /// <summary>RFC 4180 §2; and no spreadsheet calculates what somebody has called themselves.</summary>
    internal static string Cell(string value)
    {
        var harmless = value.Length > 0 && Formula.Contains(value[0]) ? "'" + value : value;
        return harmless.IndexOfAny([',', '"', '\r', '\n', ';']) < 0
            ? harmless
            : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
