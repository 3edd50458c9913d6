using System.Globalization;

namespace CareMail.Policies;

/// <summary>Calendar days of the United Kingdom, in which registers and policy count.</summary>
public static class BritishDay
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static DateOnly Today(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Of(time.GetUtcNow());
    }

    public static DateOnly Of(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Britain).DateTime);

    /// <summary>When the day begins.</summary>
    public static DateTimeOffset Begins(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Britain.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>20 November 2026.</summary>
    public static string Spell(DateOnly day) => day.ToString("d MMMM yyyy", British);

    /// <summary>20 November 2026, 14:02, on a British clock.</summary>
    public static string Moment(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, Britain).ToString("d MMMM yyyy, HH:mm", British);
}
