using System.Globalization;

namespace CareMail.Manage;

/// <summary>Hours in which an office is open: Monday to Friday, nine to five, but not on bank holidays of England. Pure.</summary>
public sealed class WorkingHours
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly TimeOnly Opens = new(9, 0);
    private static readonly TimeOnly Closes = new(17, 0);

    private readonly HashSet<DateOnly> _holidays;

    public WorkingHours(IEnumerable<DateOnly> holidays) => _holidays = [.. holidays];

    /// <summary>The bank holidays that have been published.</summary>
    public static WorkingHours Embedded()
    {
        using var stream = typeof(WorkingHours).Assembly.GetManifestResourceStream("bank-holidays")!;
        using var reader = new StreamReader(stream);
        return new(
            reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '#')
                .Select(line => DateOnly.ParseExact(line[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture))
        );
    }

    /// <summary>How long offices were open between two moments.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (start, end) = (Local(from), Local(to));
        var open = TimeSpan.Zero;
        for (var day = DateOnly.FromDateTime(start); day <= DateOnly.FromDateTime(end); day = day.AddDays(1))
        {
            if (IsOpenOn(day))
            {
                var opens = Later(day.ToDateTime(Opens), start);
                var closes = Earlier(day.ToDateTime(Closes), end);
                open += closes > opens ? closes - opens : TimeSpan.Zero;
            }
        }

        return open;
    }

    private bool IsOpenOn(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(day);

    private static DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Britain).DateTime;

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}
