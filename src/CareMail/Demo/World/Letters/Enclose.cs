using System.Text;
using CareMail.Demo.Files;

namespace CareMail.Demo.World.Letters;

/// <summary>Enclosures by what they are.</summary>
internal static class Enclose
{
    public static Enclosure Pdf(string name, string title, params string[] lines) =>
        new(name + ".pdf", "application/pdf", PdfFile.Write(title, lines));

    public static Enclosure Word(string name, string title, params string[] paragraphs) =>
        new(
            name + ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DocxFile.Write(title, paragraphs)
        );

    public static Enclosure Picture(string name, byte[] png, string? contentId = null) =>
        new(name + ".png", "image/png", png, contentId);

    public static Enclosure Table(string name, params string[] rows) =>
        new(name + ".csv", "text/csv", Encoding.UTF8.GetBytes(string.Join("\r\n", rows) + "\r\n"));

    public static Enclosure Invite(
        DateTimeOffset sent,
        DateTimeOffset start,
        string summary,
        string place,
        string organiser
    ) =>
        new(
            "invite.ics",
            "text/calendar",
            CalendarFile.Invite(
                $"{start:yyyyMMdd}-{summary.Length}@{organiser.Split('@')[^1]}",
                sent,
                start,
                TimeSpan.FromHours(1),
                summary,
                place,
                organiser
            )
        );

    /// <summary>A whole message inside another.</summary>
    public static Enclosure Forwarded(string name, string message) =>
        new(name + ".eml", "message/rfc822", Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));
}
