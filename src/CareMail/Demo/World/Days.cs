using System.Globalization;

namespace CareMail.Demo.World;

/// <summary>Speaks of time as people do: "3 days ago at 14:41", seen from the morning on which the world begins.</summary>
internal sealed class Days(DateTimeOffset now)
{
    public DateTimeOffset Now => now;

    /// <summary>Never later than now, and as British clocks show it.</summary>
    public DateTimeOffset Ago(int days, string time)
    {
        var clock = TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture);
        var day = DateTime.SpecifyKind(now.UtcDateTime.Date.AddDays(-days), DateTimeKind.Unspecified);
        var offset = TimeSpan.FromHours(IsSummer(day) ? 1 : 0);
        var at = new DateTimeOffset(day + clock.ToTimeSpan(), offset);
        return at <= now ? at : now.AddMinutes(-1);
    }

    public string Say(int daysAhead) =>
        now.AddDays(daysAhead).ToString("dddd d MMMM", CultureInfo.GetCultureInfo("en-GB"));

    public DayOfWeek WeekdayOf(int daysAgo) => now.AddDays(-daysAgo).DayOfWeek;

    // The last Sundays of March and October; a letter written in the hour between matters to nobody.
    private static bool IsSummer(DateTime day) => day >= LastSunday(day.Year, 3) && day < LastSunday(day.Year, 10);

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
