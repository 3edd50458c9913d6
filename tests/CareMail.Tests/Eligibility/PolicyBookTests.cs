using CareMail.Eligibility;
using CareMail.Policies;

namespace CareMail.Tests.Eligibility;

public class PolicyBookTests
{
    private static readonly PolicyBook Book = PolicySettings.AsDelivered;
    private static readonly string[] KnownToTheToolkitOnly = ["8ZCMC", "9Z2", "8Z60V", "8ZH85", "FZ27T"];

    [Theory]
    [InlineData(2020, 4, 30, false, false, ToolkitLevel.EntryLevel)]
    [InlineData(2020, 5, 1, true, true, ToolkitLevel.EntryLevel)]
    [InlineData(2021, 6, 30, true, true, ToolkitLevel.EntryLevel)]
    [InlineData(2021, 7, 1, false, true, ToolkitLevel.ApproachingStandards)]
    [InlineData(2021, 7, 31, false, true, ToolkitLevel.ApproachingStandards)]
    [InlineData(2021, 8, 1, false, false, ToolkitLevel.ApproachingStandards)]
    [InlineData(2026, 11, 20, false, false, ToolkitLevel.ApproachingStandards)]
    public void Waiver_fast_track_and_lowest_level_have_their_days(
        int year,
        int month,
        int day,
        bool waived,
        bool fast,
        ToolkitLevel lowest
    )
    {
        var policy = Book.On(new(year, month, day));

        Assert.Equal(waived, policy.Waives(JoiningRoute.National));
        Assert.Equal(waived, policy.Waives(JoiningRoute.SelfManaged));
        Assert.Equal(waived, policy.Waives(JoiningRoute.ThirdParty));
        Assert.Equal(waived, policy.Waives(JoiningRoute.HospiceQuery));
        Assert.Equal(fast, policy.FastTrackIsOpen);
        Assert.Equal(lowest, policy.LowestLevel);
    }

    [Fact]
    public void The_last_day_of_the_fast_track_moves_with_one_row()
    {
        var moved = Book.With(Row("fast_track", new(2021, 7, 31), "closed"));

        Assert.True(moved.On(new(2021, 7, 30)).FastTrackIsOpen);
        Assert.False(moved.On(new(2021, 7, 31)).FastTrackIsOpen);
        Assert.True(Book.On(new(2021, 7, 31)).FastTrackIsOpen);
    }

    [Fact]
    public void A_row_taken_back_lets_the_one_before_it_hold_on()
    {
        var back = Book.Without(PolicySettings.FastTrack, new(2021, 8, 1));

        Assert.True(back.On(new(2026, 11, 20)).FastTrackIsOpen);
        Assert.Null(back.Periods(PolicySettings.FastTrack)[^1].Until);
    }

    [Fact]
    public void Periods_follow_each_other_without_gap_or_overlap() =>
        Assert.All(
            PolicySettings.All,
            setting =>
            {
                var periods = Book.Periods(setting);
                Assert.Equal(DateOnly.MinValue, periods[0].Row.ValidFrom);
                Assert.All(
                    periods.Zip(periods.Skip(1)),
                    pair => Assert.Equal(pair.Second.Row.ValidFrom.AddDays(-1), pair.First.Until)
                );
                Assert.Null(periods[^1].Until);
            }
        );

    [Fact]
    public void Every_delivered_value_is_one_its_setting_can_have() =>
        Assert.All(
            PolicySettings.Seeds,
            row => Assert.Equal(row.Value, PolicySettings.Catalogue.Find(row.Setting)!.Read(row.Value))
        );

    [Theory]
    [InlineData("smallest_group", "1")]
    [InlineData("smallest_group", "-3")]
    [InlineData("smallest_group", "two")]
    [InlineData("smallest_group", "99999999999999999999")]
    [InlineData("lowest_level", "Entry")]
    [InlineData("lowest_level", "")]
    [InlineData("waived_routes", "national|somewhere")]
    [InlineData("dspt_year_begins", "02-29")]
    [InlineData("dspt_year_begins", "13-01")]
    [InlineData("dspt_year_begins", "1 July")]
    [InlineData("lapse_reminders", "30|0")]
    [InlineData("lapse_reminders", "")]
    [InlineData("social_care_types", "")]
    [InlineData("social_care_types", "Residential\u0007homes")]
    public void A_value_that_a_setting_cannot_have_is_none(string setting, string value) =>
        Assert.Null(PolicySettings.Catalogue.Find(setting)!.Read(value));

    [Theory]
    [InlineData("fast_track", "open")]
    [InlineData("dspt_validity", "twelve_months")]
    [InlineData("dspt_reminder", "off")]
    [InlineData("dspt_differing_years", "later")]
    [InlineData("dspt_plan_agreed", "approaching_standards")]
    [InlineData("own_not_met_blocks_hq", "no")]
    [InlineData("hq_cover", "off")]
    [InlineData("hq_cover", "require_branch_list")]
    [InlineData("hq_publishes_after_join", "no")]
    [InlineData("group_by_brand", "no")]
    [InlineData("smallest_group", "5")]
    [InlineData("self_management_needs_dspt", "no")]
    [InlineData("third_party_needs_dspt", "no")]
    [InlineData("care_sectors", "Domiciliary Care Organisation")]
    [InlineData("third_party_sectors", "Company")]
    [InlineData("other_sectors", "GP")]
    [InlineData("social_care_types", "Homecare agencies")]
    [InlineData("hospices_by_enquiry", "no")]
    [InlineData("dormant", "ignore")]
    [InlineData("link_by_place", "off")]
    [InlineData("provisional", "closed")]
    [InlineData("deadline_days", "365")]
    [InlineData("waived_routes", "national")]
    [InlineData("lowest_level", "standards_met")]
    [InlineData("dspt_year_begins", "04-01")]
    public void Every_setting_that_decides_changes_somebodys_answer(string setting, string value)
    {
        var day = new DateOnly(2026, 11, 20);
        var edited = Book.With(Row(setting, setting == "dspt_year_begins" ? new(2025, 1, 1) : day, value));

        var impact = PreviewPolicy.Compare(
            SampleRegisters.Records,
            new EditedPolicy(PolicySettings.Catalogue.Find(setting)!, day, value, Book, edited),
            day,
            50
        );
        var notices = SampleRegisters.Records.OdsCodes.Any(code =>
            Notices(Book, code, day) != Notices(edited, code, day)
        );
        var toolkitOnly = KnownToTheToolkitOnly.Any(code => State(Book, code, day) != State(edited, code, day));

        Assert.True(impact.Changed > 0 || notices || toolkitOnly, $"{setting} = {value} changes nothing.");
    }

    private static string Notices(PolicyBook book, string code, DateOnly day) =>
        string.Join(' ', Decide(book, code, day).Notices.Select(n => n.Notice));

    private static EligibilityState State(PolicyBook book, string code, DateOnly day) => Decide(book, code, day).State;

    private static EligibilityDecision Decide(PolicyBook book, string code, DateOnly day) =>
        EligibilityRules.Decide(SampleRegisters.Records, book.On(day), EligibilityQuestion.AboutOds(code, day));

    private static PolicyRow Row(string setting, DateOnly from, string value) =>
        new()
        {
            Setting = setting,
            ValidFrom = from,
            Value = value,
        };
}
