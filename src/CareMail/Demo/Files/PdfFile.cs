using System.Globalization;
using System.Text;

namespace CareMail.Demo.Files;

/// <summary>A small valid PDF of one page: a heading and lines of text in a font every reader has.</summary>
internal static class PdfFile
{
    private const int Top = 780;
    private const int Left = 60;
    private const int LineHeight = 18;

    public static byte[] Write(string title, params string[] lines)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"BT /F2 20 Tf {Left} {Top} Td ({Escape(title)}) Tj ET\n");
        var y = Top - (2 * LineHeight);
        foreach (var line in lines)
        {
            page.Append(CultureInfo.InvariantCulture, $"BT /F1 12 Tf {Left} {y} Td ({Escape(line)}) Tj ET\n");
            y -= LineHeight;
        }

        var content = page.ToString();
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /ViewerPreferences << /DisplayDocTitle true >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}endstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            $"<< /Title ({Escape(title)}) /Producer (CareMail demo) >>",
        ];
        return Assemble(objects);
    }

    // The table at the end says at which byte each object begins; Latin-1 makes one byte of each character.
    private static byte[] Assemble(string[] objects)
    {
        var file = new StringBuilder("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        file.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /Info {objects.Length} 0 R >>\nstartxref\n{table}\n%%EOF\n"
        );
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("(", "\\(", StringComparison.Ordinal)
            .Replace(")", "\\)", StringComparison.Ordinal);
}
