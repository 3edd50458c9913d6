using System.Globalization;
using System.Text;

namespace CareMail.Providers;

/// <summary>Lists as a file that a spreadsheet opens and never calculates.</summary>
internal static class ProvidersCsv
{
    public const string Type = "text/csv; charset=utf-8";
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static byte[] Of(IEnumerable<FoundProvider> found) =>
        Bytes(
            ["ods", "name", "town", "postcode", "council", "icb", "services", "email", "verified", "watched", "miles"],
            found.Select(f =>
                (string[])[.. Cells(f.Provider), f.Miles?.ToString("0.0", CultureInfo.InvariantCulture) ?? ""]
            )
        );

    public static byte[] Of(IEnumerable<CheckedLine> lines) =>
        Bytes(
            ["asked", "can_receive", "advice", "ods", "name", "town", "postcode", "email", "verified", "watched"],
            lines.SelectMany(Rows)
        );

    /// <summary>RFC 4180 §2; and what begins like a formula is text.</summary>
    internal static string Cell(string value)
    {
        var harmless = value.Length > 0 && Formula.Contains(value[0]) ? "'" + value : value;
        return harmless.IndexOfAny([',', '"', '\r', '\n', ';']) < 0
            ? harmless
            : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static IEnumerable<string[]> Rows(CheckedLine line)
    {
        string[] start =
        [
            line.Typed,
            line.CanReceive ? "yes"
            : line.IsAmbiguous ? "choose"
            : "no",
            line.Advice,
        ];
        return line switch
        {
            { CanReceive: true } => line.Providers.Select(p =>
                (string[])
                    [.. start, p.Ods, p.Name, p.Town, p.Postcode, p.Email, Day(p.Verified), p.IsWatched ? "yes" : "no"]
            ),
            { Choices.Count: 0 } =>
            [
                [.. start, "", "", "", "", "", "", ""],
            ],
            _ => line.Choices.Select(s => (string[])[.. start, s.Ods, s.Name, s.Town, s.Postcode, "", "", ""]),
        };
    }

    private static string[] Cells(Provider p) =>
        [
            p.Ods,
            p.Name,
            p.Town,
            p.Postcode,
            p.Council,
            p.Board,
            string.Join("; ", p.Services),
            p.Email,
            Day(p.Verified),
            p.IsWatched ? "yes" : "no",
        ];

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Bytes(string[] headings, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in rows.Prepend(headings))
        {
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
