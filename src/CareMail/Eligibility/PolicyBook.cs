using System.Globalization;

namespace CareMail.Eligibility;

/// <summary>A value of a setting and the days it holds, both ends included.</summary>
public sealed record PolicyPeriod(PolicyRow Row, DateOnly? Until);

/// <summary>All dated rows of the policy, and what they make of a day. Does not change: an edit makes another book.</summary>
public sealed class PolicyBook
{
    private readonly Dictionary<string, List<PolicyRow>> _rows;

    public PolicyBook(IEnumerable<PolicyRow> rows) =>
        _rows = rows.GroupBy(row => row.Setting)
            .ToDictionary(g => g.Key, g => g.OrderBy(row => row.ValidFrom).ToList());

    /// <summary>What the program comes with.</summary>
    public static PolicyBook AsDelivered { get; } = new(PolicySettings.Seeds);

    /// <summary>The policy of a calendar day.</summary>
    public Policy On(DateOnly day)
    {
        string Value(PolicySetting setting) => RowOn(setting, day).Value;
        bool Is(PolicySetting setting, string value) => Value(setting) == value;
        int Number(PolicySetting setting) => int.Parse(Value(setting), CultureInfo.InvariantCulture);
        IReadOnlyList<string> List(PolicySetting setting) => PolicySetting.Parts(Value(setting));

        return new()
        {
            WaivedRoutes = [.. List(PolicySettings.WaivedRoutes).Select(Identifiers.ReadRoute).OfType<JoiningRoute>()],
            FastTrackIsOpen = Is(PolicySettings.FastTrack, "open"),
            LowestLevel = LevelOf(Value(PolicySettings.LowestLevel)),
            Years = Years(),
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

    /// <summary>The values of a setting in the order of their days.</summary>
    public IReadOnlyList<PolicyPeriod> Periods(PolicySetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var rows = RowsOf(setting);
        return
        [
            .. rows.Select(
                (row, i) => new PolicyPeriod(row, i + 1 < rows.Count ? rows[i + 1].ValidFrom.AddDays(-1) : null)
            ),
        ];
    }

    public PolicyRow RowOn(PolicySetting setting, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return RowsOf(setting).LastOrDefault(row => row.ValidFrom <= day) ?? RowsOf(setting)[0];
    }

    /// <summary>The book as it would be with this row, in place of one of the same day.</summary>
    public PolicyBook With(PolicyRow row) => new([.. Without(row.Setting, row.ValidFrom), row]);

    /// <summary>The book without a row: the one before it holds on.</summary>
    public PolicyBook Without(PolicySetting setting, DateOnly from)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(Without(setting.Key, from));
    }

    private IEnumerable<PolicyRow> Without(string setting, DateOnly from) =>
        _rows.Values.SelectMany(rows => rows).Where(row => row.Setting != setting || row.ValidFrom != from);

    /// <summary>A setting newer than the rows has the value it was delivered with.</summary>
    private List<PolicyRow> RowsOf(PolicySetting setting) =>
        _rows.GetValueOrDefault(setting.Key) ?? AsDelivered._rows[setting.Key];

    private ToolkitYears Years() =>
        new([
            .. RowsOf(PolicySettings.YearBegins)
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
