using System.Globalization;
using CareMail.Policies;

namespace CareMail.Eligibility;

/// <summary>What the dated rows make of a day.</summary>
public static class PolicyReading
{
    /// <summary>The policy of a calendar day.</summary>
    public static Policy On(this PolicyBook book, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(book);
        string Value(PolicySetting setting) => book.RowOn(setting, day).Value;
        bool Is(PolicySetting setting, string value) => Value(setting) == value;
        int Number(PolicySetting setting) => int.Parse(Value(setting), CultureInfo.InvariantCulture);
        IReadOnlyList<string> List(PolicySetting setting) => PolicySetting.Parts(Value(setting));

        return new()
        {
            WaivedRoutes = [.. List(PolicySettings.WaivedRoutes).Select(Identifiers.ReadRoute).OfType<JoiningRoute>()],
            FastTrackIsOpen = Is(PolicySettings.FastTrack, "open"),
            LowestLevel = LevelOf(Value(PolicySettings.LowestLevel)),
            Years = Years(book),
            StandsForFollowingYear = Is(PolicySettings.Validity, "end_of_following_year"),
            RemindsAfterTwelveMonths = Is(PolicySettings.Reminder, "twelve_months"),
            EarlierYearCounts = Is(PolicySettings.DifferingYears, "earlier"),
            PlanAgreedIsApproaching = Is(PolicySettings.PlanAgreed, "approaching_standards"),
            OwnNotMetBlocksHeadquarters = Is(PolicySettings.OwnNotMet, PolicySettings.Yes),
            HeadquartersCover = CoverOf(Value(PolicySettings.HqCover)),
            HeadquartersPublishesAfterJoining = Is(PolicySettings.HqPublishesAfterJoin, PolicySettings.Yes),
            GroupsByBrand = Is(PolicySettings.GroupByBrand, PolicySettings.Yes),
            SmallestGroup = Number(PolicySettings.SmallestGroup),
            SelfManagementNeedsPublication = Is(PolicySettings.SelfManagementDspt, PolicySettings.Yes),
            ThirdPartyNeedsPublication = Is(PolicySettings.ThirdPartyDspt, PolicySettings.Yes),
            CareSectors = List(PolicySettings.CareSectors),
            ThirdPartySectors = List(PolicySettings.ThirdPartySectors),
            OtherSectors = List(PolicySettings.OtherSectors),
            SocialCareTypes = List(PolicySettings.SocialCareTypes),
            HospicesByEnquiry = Is(PolicySettings.Hospices, PolicySettings.Yes),
            DormantNeedsReview = Is(PolicySettings.Dormant, "review"),
            LinksByPlace = Is(PolicySettings.LinkByPlace, "with_confirmation"),
            ProvisionalAllowed = Is(PolicySettings.Provisional, "allowed"),
            ProvisionalDays = Number(PolicySettings.ProvisionalDays),
            DeadlineDays = Number(PolicySettings.DeadlineDays),
            LapseReminders =
            [
                .. List(PolicySettings.LapseReminders).Select(n => int.Parse(n, CultureInfo.InvariantCulture)),
            ],
        };
    }

    private static ToolkitYears Years(PolicyBook book) =>
        new([
            .. book.Periods(PolicySettings.YearBegins)
                .Select(period => period.Row)
                .Select(row =>
                    (
                        row.ValidFrom,
                        MonthDay: DateOnly.ParseExact("2001-" + row.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    )
                )
                .Select(b => (b.ValidFrom, b.MonthDay.Month, b.MonthDay.Day)),
        ]);

    private static ToolkitLevel LevelOf(string value) =>
        value switch
        {
            "entry_level" => ToolkitLevel.EntryLevel,
            "standards_met" => ToolkitLevel.StandardsMet,
            _ => ToolkitLevel.ApproachingStandards,
        };

    private static HeadquartersCover CoverOf(string value) =>
        value switch
        {
            "require_branch_list" => HeadquartersCover.RequireBranchList,
            "off" => HeadquartersCover.Off,
            _ => HeadquartersCover.Declare,
        };
}
