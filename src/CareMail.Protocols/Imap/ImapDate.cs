using System.Globalization;

namespace CareMail.Protocols.Imap;

/// <summary>The two date forms of RFC 9051 §9: <c>date</c> and <c>date-time</c>.</summary>
public static class ImapDate
{
    private static readonly string[] DayForms = ["d-MMM-yyyy", "dd-MMM-yyyy"];
    private static readonly string[] TimeForms = ["d-MMM-yyyy HH:mm:ss zzz", "dd-MMM-yyyy HH:mm:ss zzz"];

    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static bool TryTime(string text, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        // "+0100" for .NET's "+01:00".
        text = text.Trim();
        var zoned = text.Length > 5 && text[^5] is '+' or '-' ? text[..^2] + ":" + text[^2..] : text;
        return DateTimeOffset.TryParseExact(
            zoned,
            TimeForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out time
        );
    }

    /// <summary>Writes <c>"17-Jul-2026 02:44:25 +0000"</c>, quotes included, always 28 bytes.</summary>
    public static void Write(DateTimeOffset time, Span<byte> to)
    {
        var utc = time.UtcDateTime;
        to[0] = to[27] = (byte)'"';
        Two(utc.Day, to[1..]);
        to[3] = to[7] = (byte)'-';
        "JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((utc.Month - 1) * 3, 3).CopyTo(to[4..]);
        Two(utc.Year / 100, to[8..]);
        Two(utc.Year % 100, to[10..]);
        to[12] = (byte)' ';
        Two(utc.Hour, to[13..]);
        to[15] = to[18] = (byte)':';
        Two(utc.Minute, to[16..]);
        Two(utc.Second, to[19..]);
        " +0000"u8.CopyTo(to[21..]);
    }

    private static void Two(int number, Span<byte> to)
    {
        to[0] = (byte)('0' + (number / 10));
        to[1] = (byte)('0' + (number % 10));
    }
}
