using CareMail.Manage;

namespace CareMail.Tests.Manage;

public class WorkingHoursTests
{
    private static readonly WorkingHours Hours = WorkingHours.Embedded();

    [Theory]
    [InlineData("2026-11-20T09:00Z", "2026-11-20T17:00Z", 8)]
    [InlineData("2026-11-20T16:00Z", "2026-11-23T10:00Z", 2)] // over a weekend
    [InlineData("2026-11-21T09:00Z", "2026-11-22T17:00Z", 0)]
    [InlineData("2026-12-24T16:00Z", "2026-12-29T10:00Z", 2)] // Christmas, and Boxing Day on the Monday after
    [InlineData("2026-07-01T08:00Z", "2026-07-01T09:00Z", 1)] // nine o'clock in British summer time
    [InlineData("2026-11-20T02:00Z", "2026-11-20T05:00Z", 0)]
    [InlineData("2026-11-20T17:00Z", "2026-11-20T09:00Z", 0)]
    public void Only_hours_in_which_offices_are_open_count(string from, string to, int hours) =>
        Assert.Equal(
            TimeSpan.FromHours(hours),
            Hours.Between(
                DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(to, System.Globalization.CultureInfo.InvariantCulture)
            )
        );
}
