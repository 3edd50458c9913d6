using System.Globalization;

namespace CareMail.Webmail;

/// <summary>What a file is, in a badge and in words, judged by its name: that is what decides which program opens it.</summary>
internal static class FileKind
{
    public static (string Badge, string Words, bool Document) Of(string fileName) =>
        Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".PDF" => ("PDF", "PDF", false),
            ".DOC" or ".DOCX" or ".ODT" or ".RTF" => ("DOC", "Word", true),
            ".XLS" or ".XLSX" or ".ODS" => ("XLS", "Spreadsheet", true),
            ".CSV" => ("CSV", "Table", true),
            ".PPT" or ".PPTX" or ".ODP" => ("PPT", "Slides", true),
            ".JPG" or ".JPEG" or ".PNG" or ".GIF" or ".WEBP" or ".HEIC" or ".TIF" or ".TIFF" => (
                "IMG",
                "Picture",
                true
            ),
            ".ICS" => ("CAL", "Calendar entry", true),
            ".VCF" => ("VCF", "Contact card", true),
            ".EML" => ("MSG", "Message", true),
            ".TXT" or ".MD" => ("TXT", "Text", true),
            ".ZIP" or ".7Z" or ".RAR" => ("ZIP", "Archive", false),
            _ => ("FILE", "File", false),
        };

    /// <summary>Room in a mailbox, as quotas are given: 4 GB is 4 × 1024³.</summary>
    public static string Space(long bytes) =>
        bytes switch
        {
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} kB"),
            < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GB"),
        };

    /// <summary>"214 kB", "1.2 MB": in thousands, as file managers count.</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000} kB"),
            < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        };
}
