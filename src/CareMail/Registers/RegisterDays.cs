using System.Globalization;

namespace CareMail.Registers;

/// <summary>Days as the registers count them: calendar days in the United Kingdom.</summary>
public static class RegisterDays
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static DateOnly Today(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Britain).DateTime);
    }

    public static string Spell(DateOnly day) => day.ToString("d MMMM yyyy", British);

    /// <summary>The day it was there at a moment.</summary>
    public static string Spell(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, Britain).ToString("d MMMM yyyy", British);

    /// <summary>The beginning of a day there.</summary>
    public static DateTimeOffset Start(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Britain.GetUtcOffset(midnight));
    }

    internal static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
