using CareMail.Policies;

namespace CareMail.Eligibility;

/// <summary>
/// Every setting of the policy, and the rows the program comes with. Where a source publishes a value, it is that one;
/// the others are our defaults, and may be changed from a day on.
/// </summary>
public static class PolicySettings
{
    internal const string Yes = "yes";
    internal const string No = "no";

    private static readonly IReadOnlyList<(string, string)> Routes =
    [
        (JoiningRoute.National.Spell(), "national"),
        (JoiningRoute.SelfManaged.Spell(), "self-managed"),
        (JoiningRoute.ThirdParty.Spell(), "third party"),
        (JoiningRoute.HospiceQuery.Spell(), "hospice enquiry"),
    ];

    public static readonly PolicySetting WaivedRoutes = new(
        "waived_routes",
        "Routes without a DSPT",
        "On these routes one may apply without a publication of the data security toolkit (DSPT). The fast track is part of the national route.",
        PolicyKind.Some,
        Routes
    );

    public static readonly PolicySetting FastTrack = Choice(
        "fast_track",
        "Fast track",
        "Whether the short form of an emergency period is open beside the national route.",
        ("open", "open"),
        ("closed", "closed")
    );

    public static readonly PolicySetting LowestLevel = Choice(
        "lowest_level",
        "Lowest sufficient DSPT level",
        "A publication below this level is not enough.",
        ("entry_level", "Entry Level"),
        ("approaching_standards", "Approaching Standards"),
        ("standards_met", "Standards Met")
    );

    public static readonly PolicySetting YearBegins = new(
        "dspt_year_begins",
        "First day of a DSPT year",
        "As month and day (07-01). The year before runs up to it.",
        PolicyKind.DayOfYear,
        []
    );

    public static readonly PolicySetting Validity = Choice(
        "dspt_validity",
        "How long a publication stands",
        "This decides access.",
        ("end_of_following_year", "until the end of the year that follows its own"),
        ("twelve_months", "twelve months from its day")
    );

    public static readonly PolicySetting Reminder = Choice(
        "dspt_reminder",
        "Reminder to renew",
        "This only reminds.",
        ("twelve_months", "twelve months after publication"),
        ("off", "none")
    );

    public static readonly PolicySetting DifferingYears = Choice(
        "dspt_differing_years",
        "Year when status and date differ",
        "A status can name another year than the one its date lies in.",
        ("earlier", "the earlier"),
        ("later", "the later")
    );

    public static readonly PolicySetting PlanAgreed = Choice(
        "dspt_plan_agreed",
        "“Plan agreed” counts as",
        "Standards not fully met, with a plan that was agreed.",
        ("not_met", "not met"),
        ("approaching_standards", "Approaching Standards")
    );

    public static readonly PolicySetting OwnNotMet = Choice(
        "own_not_met_blocks_hq",
        "A site’s own “not met” comes first",
        "Whether it stands in the way of its headquarters’ publication.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting HqCover = Choice(
        "hq_cover",
        "Cover by the headquarters’ publication",
        "The public list does not show which sites a publication names.",
        ("declare", "when the applicant declares it"),
        ("require_branch_list", "when somebody has seen the list of branches"),
        ("off", "never")
    );

    public static readonly PolicySetting HqPublishesAfterJoin = Choice(
        "hq_publishes_after_join",
        "The headquarters must have published after the site joined",
        "A publication from before cannot name the site.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting GroupByBrand = Choice(
        "group_by_brand",
        "Headquarters with one CQC brand are one group",
        "Headquarters’ codes follow legal entities: a group has several.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting SmallestGroup = new(
        "smallest_group",
        "Smallest group for self-management",
        "Sites in England. A single site always uses the national route.",
        PolicyKind.Number,
        [],
        2,
        1000
    );

    public static readonly PolicySetting SelfManagementDspt = Choice(
        "self_management_needs_dspt",
        "Self-management needs the headquarters’ own DSPT",
        "Nothing stands above a headquarters that could cover it.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting ThirdPartyDspt = Choice(
        "third_party_needs_dspt",
        "The third-party route needs a DSPT",
        "For services not registered with CQC.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting CareSectors = Texts(
        "care_sectors",
        "Sectors that are care",
        "As the toolkit’s list spells them. Who is known only there is asked for the code of the site."
    );

    public static readonly PolicySetting ThirdPartySectors = Texts(
        "third_party_sectors",
        "Sectors of the third-party route",
        "As the toolkit’s list spells them."
    );

    public static readonly PolicySetting OtherSectors = Texts(
        "other_sectors",
        "Sectors with a route of their own",
        "As the toolkit’s list spells them."
    );

    public static readonly PolicySetting SocialCareTypes = Texts(
        "social_care_types",
        "Service types that are social care",
        "As CQC spells them."
    );

    public static readonly PolicySetting Hospices = Choice(
        "hospices_by_enquiry",
        "Hospices by enquiry only",
        "A service that is a hospice and no social care.",
        (Yes, "yes"),
        (No, "no")
    );

    public static readonly PolicySetting Dormant = Choice(
        "dormant",
        "Locations dormant at CQC",
        "They are still registered.",
        ("review", "a person looks"),
        ("ignore", "like any other")
    );

    public static readonly PolicySetting LinkByPlace = Choice(
        "link_by_place",
        "Match site and CQC location by postcode and name",
        "Where neither carries the other’s code.",
        ("with_confirmation", "yes, to be confirmed"),
        ("off", "no")
    );

    public static readonly PolicySetting Provisional = Choice(
        "provisional",
        "Applications before ODS shows the site",
        "Accounts are made when it does.",
        ("allowed", "allowed"),
        ("closed", "not allowed")
    );

    public static readonly PolicySetting ProvisionalDays = Days(
        "provisional_days",
        "Days until a person is told of a provisional application",
        "ODS follows CQC monthly."
    );

    public static readonly PolicySetting DeadlineDays = Days(
        "deadline_days",
        "Days before a publication’s last day",
        "From then on a notice says so."
    );

    public static readonly PolicySetting LapseReminders = new(
        "lapse_reminders",
        "Warnings after cover has lapsed",
        "Days after the last covered day, one a line. Nothing is locked by it.",
        PolicyKind.Numbers,
        [],
        0,
        365
    );

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        WaivedRoutes,
        FastTrack,
        LowestLevel,
        YearBegins,
        Validity,
        Reminder,
        DifferingYears,
        PlanAgreed,
        OwnNotMet,
        HqCover,
        HqPublishesAfterJoin,
        GroupByBrand,
        SmallestGroup,
        SelfManagementDspt,
        ThirdPartyDspt,
        CareSectors,
        ThirdPartySectors,
        OtherSectors,
        SocialCareTypes,
        Hospices,
        Dormant,
        LinkByPlace,
        Provisional,
        ProvisionalDays,
        DeadlineDays,
        LapseReminders,
    ];

    /// <summary>What the program comes with.</summary>
    public static IReadOnlyList<PolicyRow> Seeds { get; } =
    [
        // The waiver's last day is published, after it had been set twice before; May 2020 is the only month a source names for its first.
        Always(WaivedRoutes, ""),
        From(
            WaivedRoutes,
            2020,
            5,
            1,
            "hospice_query|national|self_managed|third_party",
            "The DSPT is waived: spring 2020"
        ),
        From(WaivedRoutes, 2021, 7, 1, "", "The waiver ended on 30 June 2021"),
        Always(FastTrack, "closed"),
        From(FastTrack, 2020, 5, 1, "open", "Fast-track forms of the pandemic"),
        From(FastTrack, 2021, 8, 1, "closed", "The fast-track forms were withdrawn as of 31 July 2021"),
        Always(LowestLevel, "entry_level"),
        From(LowestLevel, 2021, 7, 1, "approaching_standards", "Entry Level was sufficient to 30 June 2021"),
        Always(YearBegins, "04-01"),
        From(YearBegins, 2021, 1, 1, "07-01", "2020-21 was prolonged to 30 June 2021"),
        Always(Validity, "end_of_following_year"),
        Always(Reminder, "twelve_months"),
        Always(DifferingYears, "earlier"),
        Always(PlanAgreed, "not_met"),
        Always(OwnNotMet, Yes),
        Always(HqCover, "declare"),
        Always(HqPublishesAfterJoin, Yes),
        Always(GroupByBrand, Yes),
        Always(SmallestGroup, "2"),
        Always(SelfManagementDspt, Yes),
        Always(ThirdPartyDspt, Yes),
        Always(CareSectors, "Care Home|Domiciliary Care Organisation"),
        Always(ThirdPartySectors, "Charity / Hospice|Local Authority|Company"),
        Always(OtherSectors, "GP|Pharmacy|Dentist (NHS)|Dentist (Private)|Optician|NHS Trust"),
        Always(
            SocialCareTypes,
            "Residential homes|Nursing homes|Homecare agencies|Supported living|Supported housing|Shared lives|Extra Care housing services"
        ),
        Always(Hospices, Yes),
        Always(Dormant, "review"),
        Always(LinkByPlace, "with_confirmation"),
        Always(Provisional, "allowed"),
        Always(ProvisionalDays, "60"),
        Always(DeadlineDays, "60"),
        Always(LapseReminders, "0|30|60"),
    ];

    public static PolicyGroup Group { get; } = new("Who may join", All, Seeds);

    /// <summary>These settings alone.</summary>
    public static PolicyCatalogue Catalogue { get; } = new([Group]);

    /// <summary>The rows the program comes with, as a book.</summary>
    public static PolicyBook AsDelivered { get; } = new(Seeds);

    private static PolicySetting Choice(string key, string title, string means, params (string, string)[] words) =>
        PolicySetting.Choice(key, title, means, words);

    private static PolicySetting Texts(string key, string title, string means) =>
        new(key, title, means + " One a line.", PolicyKind.Texts, []);

    private static PolicySetting Days(string key, string title, string means) =>
        PolicySetting.Days(key, title, means, most: 365);

    private static PolicyRow Always(PolicySetting setting, string value) => PolicyRow.Always(setting, value);

    private static PolicyRow From(PolicySetting setting, int year, int month, int day, string value, string reason) =>
        PolicyRow.From(setting, new(year, month, day), value, reason);
}
