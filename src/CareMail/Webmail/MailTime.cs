using System.Globalization;

namespace CareMail.Webmail;

/// <summary>
/// Days and times as people on shift say them. Pure: the caller brings the clock's instant. A night is one thing: between
/// 20:00 and 07:00 whatever came since 20:00 is "Tonight", before midnight and after.
/// </summary>
internal static class MailTime
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Britain);

    /// <summary>The heading a message stands under in a list: Tonight, Today, Yesterday, Wednesday, 3 November.</summary>
    public static string Day(DateTimeOffset at, DateTimeOffset now)
    {
        var (then, today) = (Local(at), Local(now));
        if (NightBegan(today) is { } began && then >= began)
        {
            return "Tonight";
        }

        var days = (today.Date - then.Date).Days;
        return days switch
        {
            < 0 => Date(then, today),
            0 => "Today",
            1 => "Yesterday",
            < 7 => then.ToString("dddd", English),
            _ => Date(then, today),
        };
    }

    /// <summary>As it stands in the head of a message: "Today 02:47", "18 November 2026, 14:02".</summary>
    public static string Full(DateTimeOffset at, DateTimeOffset now)
    {
        var (then, today) = (Local(at), Local(now));
        return (today.Date - then.Date).Days switch
        {
            0 => "Today " + Clock(at),
            1 => "Yesterday " + Clock(at),
            _ => then.ToString("d MMMM yyyy", English) + ", " + Clock(at),
        };
    }

    /// <summary>Short, for one line among others: the time if it was today, otherwise the day.</summary>
    public static string Short(DateTimeOffset at, DateTimeOffset now)
    {
        var (then, today) = (Local(at), Local(now));
        return then.Date == today.Date ? Clock(at)
            : then.Year == today.Year ? then.ToString("d MMM", English)
            : then.ToString("d MMM yyyy", English);
    }

    public static string Clock(DateTimeOffset at) => Local(at).ToString("HH:mm", English);

    /// <summary>For the first line of a quotation: "20 November 2026 at 02:47".</summary>
    public static string Quoted(DateTimeOffset at) => Local(at).ToString("d MMMM yyyy 'at' HH:mm", English);

    private static string Date(DateTimeOffset then, DateTimeOffset today) =>
        then.ToString(then.Year == today.Year ? "d MMMM" : "d MMMM yyyy", English);

    private static DateTimeOffset? NightBegan(DateTimeOffset now) =>
        now.Hour switch
        {
            >= 20 => new DateTimeOffset(now.Date.AddHours(20), now.Offset),
            < 7 => new DateTimeOffset(now.Date.AddHours(-4), now.Offset),
            _ => null,
        };
}
