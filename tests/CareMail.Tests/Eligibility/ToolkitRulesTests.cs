using System.Globalization;
using CareMail.Eligibility;
using CareMail.Registers;

namespace CareMail.Tests.Eligibility;

public class ToolkitRulesTests
{
    private static readonly Policy Today = PolicySettings.AsDelivered.On(new(2026, 11, 20));

    [Theory]
    [InlineData("2019-03-21", "18/19 Entry Level", "2020-03-31")]
    [InlineData("2020-02-11", "19/20 Standards Met", "2021-06-30")]
    [InlineData("2020-11-17", "2020-21 Entry Level", "2022-06-30")]
    [InlineData("2021-07-15", "21/22 Approaching Standards", "2023-06-30")]
    [InlineData("2025-06-20", "2024-25 Standards Met", "2026-06-30")]
    [InlineData("2025-07-01", "2025-26 Standards Met", "2027-06-30")]
    [InlineData("2025-07-08", "2024-25 Standards Met", "2026-06-30")]
    [InlineData("2026-06-24", "Standards Met", "2027-06-30")]
    public void A_publication_stands_until_the_end_of_the_year_that_follows_its_own(
        string published,
        string status,
        string lastDay
    )
    {
        var reading = Read(Day(published), Row(status, published));

        Assert.Equal(Day(lastDay), reading.Publication!.LastDay);
    }

    [Theory]
    [InlineData("22/23 Standards Met", 2022, ToolkitLevel.StandardsMet)]
    [InlineData("2022-23 standards met", 2022, ToolkitLevel.StandardsMet)]
    [InlineData("99/00 Standards Met", 2099, ToolkitLevel.StandardsMet)]
    [InlineData("Standards Exceeded", null, ToolkitLevel.StandardsExceeded)]
    [InlineData(" 2025-26  APPROACHING STANDARDS ", 2025, ToolkitLevel.ApproachingStandards)]
    [InlineData("2025-26 Standards not fully met (plan agreed)", 2025, ToolkitLevel.PlanAgreed)]
    [InlineData("2025-26 Standards Not Met", 2025, ToolkitLevel.NotMet)]
    [InlineData("19/20 Entry Level", 2019, ToolkitLevel.EntryLevel)]
    [InlineData("Not Published", null, ToolkitLevel.NothingPublished)]
    [InlineData("", null, ToolkitLevel.NothingPublished)]
    [InlineData("2025-26", 2025, ToolkitLevel.NothingPublished)]
    [InlineData("2025-27 Standards Met", null, ToolkitLevel.Unrecognised)]
    [InlineData("22/24 Standards Met", null, ToolkitLevel.Unrecognised)]
    [InlineData("Standards Mostly Met", null, ToolkitLevel.Unrecognised)]
    public void A_status_is_an_optional_year_and_a_level(string text, int? year, ToolkitLevel level) =>
        Assert.Equal(new ToolkitStatus(year, level), ToolkitStatus.Read(text));

    [Fact]
    public void The_latest_publication_alone_counts_even_if_an_older_one_was_better()
    {
        var reading = Read(
            new(2026, 11, 20),
            Row("2025-26 Standards Not Met", "2026-06-29"),
            Row("2025-26 Standards Met", "2026-06-28"),
            Row("Not Published", "2026-11-01")
        );

        Assert.Equal(ToolkitOutcome.BelowThreshold, reading.Outcome);
    }

    [Fact]
    public void Of_two_publications_of_one_day_the_higher_counts()
    {
        var reading = Read(
            new(2026, 11, 20),
            Row("2025-26 Standards Mostly Met", "2026-06-29"),
            Row("2025-26 Standards Met", "2026-06-29"),
            Row("2025-26 Standards Not Met", "2026-06-29")
        );

        Assert.Equal(ToolkitOutcome.Valid, reading.Outcome);
    }

    [Fact]
    public void What_is_published_later_is_not_known_yet() =>
        Assert.Equal(
            ToolkitOutcome.NotPublished,
            Read(new(2026, 6, 28), Row("2025-26 Standards Met", "2026-06-29")).Outcome
        );

    [Fact]
    public void Without_a_day_an_unknown_status_says_more_than_a_known_one()
    {
        Assert.Equal(ToolkitOutcome.Undated, Read(new(2026, 6, 28), Row("2025-26 Standards Met", "")).Outcome);
        Assert.Equal(
            ToolkitOutcome.Unrecognised,
            Read(new(2026, 6, 28), Row("2025-26 Standards Met", ""), Row("Standards Mostly Met", "")).Outcome
        );
    }

    [Fact]
    public void A_publication_out_of_date_has_expired_before_anybody_asks_for_its_level() =>
        Assert.Equal(
            ToolkitOutcome.Expired,
            Read(new(2026, 7, 1), Row("2024-25 Standards Not Met", "2025-06-29")).Outcome
        );

    [Theory]
    [InlineData("2020-03-31", 2019)]
    [InlineData("2020-04-01", 2020)]
    [InlineData("2021-06-30", 2020)]
    [InlineData("2021-07-01", 2021)]
    [InlineData("2026-06-30", 2025)]
    [InlineData("2026-07-01", 2026)]
    public void Years_began_in_April_and_begin_in_July_and_2020_had_fifteen_months(string day, int year) =>
        Assert.Equal(year, Today.Years.YearOf(Day(day)));

    private static ToolkitReading Read(DateOnly day, params DsptRow[] rows) =>
        ToolkitRules.Read(rows, "VZ000", Today, day);

    private static DsptRow Row(string status, string published) =>
        new()
        {
            Code = "VZ000",
            Status = status,
            Published = published.Length == 0 ? null : Day(published),
        };

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
