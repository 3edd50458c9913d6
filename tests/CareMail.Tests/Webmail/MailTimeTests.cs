using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class MailTimeTests
{
    [Theory]
    // Late in the evening and after midnight it is one night.
    [InlineData("2026-11-20T21:00:00Z", "2026-11-20T22:30:00Z", "Tonight")]
    [InlineData("2026-11-20T21:00:00Z", "2026-11-21T03:12:00Z", "Tonight")]
    [InlineData("2026-11-20T19:00:00Z", "2026-11-21T03:12:00Z", "Yesterday")]
    [InlineData("2026-11-20T19:00:00Z", "2026-11-20T22:30:00Z", "Today")]
    [InlineData("2026-11-20T02:00:00Z", "2026-11-20T09:00:00Z", "Today")]
    [InlineData("2026-11-19T18:20:00Z", "2026-11-20T09:00:00Z", "Yesterday")]
    [InlineData("2026-11-16T18:20:00Z", "2026-11-20T09:00:00Z", "Monday")]
    [InlineData("2026-11-03T18:20:00Z", "2026-11-20T09:00:00Z", "3 November")]
    [InlineData("2025-11-03T18:20:00Z", "2026-11-20T09:00:00Z", "3 November 2025")]
    // Summer time: half past midnight in London is still the day before in UTC.
    [InlineData("2026-07-01T23:30:00Z", "2026-07-02T09:00:00Z", "Today")]
    public void A_message_stands_under_the_day_a_person_on_shift_would_say(string at, string now, string day) =>
        Assert.Equal(day, MailTime.Day(Parse(at), Parse(now)));

    [Fact]
    public void Times_are_those_of_the_wall_clock()
    {
        Assert.Equal("Today 03:47", MailTime.Full(Parse("2026-07-02T02:47:00Z"), Parse("2026-07-02T09:00:00Z")));
        Assert.Equal(
            "18 November 2026, 14:02",
            MailTime.Full(Parse("2026-11-18T14:02:00Z"), Parse("2026-11-20T09:00:00Z"))
        );
    }

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, null);
}
