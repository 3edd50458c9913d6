using System.Text;

namespace CareMail.Provisioning.Bulk;

/// <summary>What spreadsheets make of a table: encodings, separators, and cells that are formulas. Pure.</summary>
internal static class BulkText
{
    private static readonly char[] Separators = [',', ';', '\t'];
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    /// <summary>By its mark; without one by where its zero bytes are; else UTF-8, and what is no UTF-8 is Windows' own.</summary>
    public static Encoding EncodingOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode;
        }

        if (bytes.Length > 3 && bytes[1] == 0 && bytes[3] == 0)
        {
            return Encoding.Unicode;
        }

        if (bytes.Length > 3 && bytes[0] == 0 && bytes[2] == 0)
        {
            return Encoding.BigEndianUnicode;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
    }

    /// <summary>The separator that stands most often in the first line.</summary>
    public static char SeparatorOf(string text)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        var first = end < 0 ? text : text[..end];
        return Separators.MaxBy(s => first.Count(c => c == s));
    }

    /// <summary>A cell as no spreadsheet calculates it.</summary>
    public static string Harmless(string cell) => cell.Length > 0 && Formula.Contains(cell[0]) ? "'" + cell : cell;

    /// <summary>The cell behind the mark that <see cref="Harmless"/> puts, when a result comes back as a file.</summary>
    public static string Bare(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && Formula.Contains(cell[1]) ? cell[1..] : cell;

    /// <summary>A cell of a comma-separated file (RFC 4180 §2).</summary>
    public static string Cell(string value)
    {
        var harmless = Harmless(value);
        return harmless.IndexOfAny([',', '"', '\r', '\n', ';']) < 0
            ? harmless
            : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
