using System.Globalization;
using System.Text;

namespace CareMail.Demo.Files;

/// <summary>An invitation as calendars read it (RFC 5545).</summary>
internal static class CalendarFile
{
    public static byte[] Invite(
        string uid,
        DateTimeOffset sent,
        DateTimeOffset start,
        TimeSpan length,
        string summary,
        string place,
        string organiser
    )
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//CareMail//Demo//EN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:" + uid,
            "DTSTAMP:" + Stamp(sent),
            "DTSTART:" + Stamp(start),
            "DTEND:" + Stamp(start + length),
            "SUMMARY:" + Escape(summary),
            "LOCATION:" + Escape(place),
            "ORGANIZER:mailto:" + organiser,
            "STATUS:CONFIRMED",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        return Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
    }

    private static string Stamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal)
            .Replace(";", "\\;", StringComparison.Ordinal);
}
