using System.Globalization;

namespace CareMail.Accounts.Pages;

/// <summary>Days and times as people here say them.</summary>
internal static class AccountTime
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static string Day(DateTimeOffset when) =>
        TimeZoneInfo.ConvertTime(when, Britain).ToString("d MMMM yyyy", British);

    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", British);

    /// <summary>As a calendar counts them.</summary>
    public static int DaysUntil(DateTimeOffset then, DateTimeOffset now) =>
        (TimeZoneInfo.ConvertTime(then, Britain).Date - TimeZoneInfo.ConvertTime(now, Britain).Date).Days;

    /// <summary>"20 November 2026, 09:12".</summary>
    public static string Exact(DateTimeOffset when) =>
        TimeZoneInfo.ConvertTime(when, Britain).ToString("d MMMM yyyy, HH:mm", British);

    /// <summary>"today 02:31", "yesterday 17:40", else the day.</summary>
    public static string Moment(DateTimeOffset when, DateTimeOffset now)
    {
        var there = TimeZoneInfo.ConvertTime(when, Britain);
        var today = TimeZoneInfo.ConvertTime(now, Britain).Date;
        var time = there.ToString("HH:mm", British);
        return (today - there.Date).Days switch
        {
            0 => $"today {time}",
            1 => $"yesterday {time}",
            _ => Day(when),
        };
    }
}
