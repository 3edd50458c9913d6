using CareMail.Policies;

namespace CareMail.Eligibility;

/// <summary>When a headquarters' publication covers its sites.</summary>
public enum HeadquartersCover
{
    /// <summary>When the applicant declares that it names the site; a person checks that on approval.</summary>
    Declare,

    /// <summary>Not before somebody has seen the list of branches: the public list does not show it.</summary>
    RequireBranchList,
    Off,
}

/// <summary>The policy in force on one day, read from the dated rows of a <see cref="PolicyBook"/>.</summary>
public sealed record Policy
{
    /// <summary>Routes for which no publication is asked for.</summary>
    public required IReadOnlyList<JoiningRoute> WaivedRoutes { get; init; }
    public required bool FastTrackIsOpen { get; init; }
    public required ToolkitLevel LowestLevel { get; init; }
    public required ToolkitYears Years { get; init; }

    /// <summary>Until the end of the year that follows a publication's own; otherwise twelve months.</summary>
    public required bool StandsForFollowingYear { get; init; }
    public required bool RemindsAfterTwelveMonths { get; init; }

    /// <summary>When the year in the status and the year of the date differ.</summary>
    public required bool EarlierYearCounts { get; init; }
    public required bool PlanAgreedIsApproaching { get; init; }
    public required bool OwnNotMetBlocksHeadquarters { get; init; }
    public required HeadquartersCover HeadquartersCover { get; init; }
    public required bool HeadquartersPublishesAfterJoining { get; init; }
    public required bool GroupsByBrand { get; init; }
    public required int SmallestGroup { get; init; }
    public required bool SelfManagementNeedsPublication { get; init; }
    public required bool ThirdPartyNeedsPublication { get; init; }
    public required IReadOnlyList<string> CareSectors { get; init; }
    public required IReadOnlyList<string> ThirdPartySectors { get; init; }
    public required IReadOnlyList<string> OtherSectors { get; init; }
    public required IReadOnlyList<string> SocialCareTypes { get; init; }
    public required bool HospicesByEnquiry { get; init; }
    public required bool DormantNeedsReview { get; init; }
    public required bool LinksByPlace { get; init; }
    public required bool ProvisionalAllowed { get; init; }

    /// <summary>After so many days a provisional application is shown to a person.</summary>
    public required int ProvisionalDays { get; init; }
    public required int DeadlineDays { get; init; }

    /// <summary>Days after the last covered day on which owners and administrators are warned.</summary>
    public required IReadOnlyList<int> LapseReminders { get; init; }

    public bool Waives(JoiningRoute route) => WaivedRoutes.Contains(route);
}
