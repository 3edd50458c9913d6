namespace CareMail.Eligibility;

/// <summary>
/// The years of the toolkit, named by the calendar year they begin in. They began on 1 April up to 2020-21, which ran on
/// to 30 June 2021, and begin on 1 July since.
/// </summary>
public sealed class ToolkitYears
{
    private readonly IReadOnlyList<(DateOnly From, int Month, int Day)> _beginnings;

    /// <param name="beginnings">From which day on a year begins on which day; oldest first.</param>
    public ToolkitYears(IReadOnlyList<(DateOnly From, int Month, int Day)> beginnings) => _beginnings = beginnings;

    public int YearOf(DateOnly day) => day >= First(day.Year) ? day.Year : day.Year - 1;

    public DateOnly LastDayOf(int year) => First(year + 1).AddDays(-1);

    /// <summary>2025 is "2025-26".</summary>
    public static string Spell(int year) => $"{year:0000}-{(year + 1) % 100:00}";

    private DateOnly First(int year)
    {
        var start = new DateOnly(year, 1, 1);
        var (_, month, day) = _beginnings.LastOrDefault(b => b.From <= start, _beginnings[0]);
        return new(year, month, day);
    }
}
