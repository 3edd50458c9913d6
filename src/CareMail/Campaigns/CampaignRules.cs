using CareMail.Identity.Tasks;

namespace CareMail.Campaigns;

/// <summary>What a campaign asks of somebody on a day. Pure: no clock, no database.</summary>
public static class CampaignRules
{
    /// <summary>An organisation's own days go before everybody's, stage by stage.</summary>
    public static IReadOnlyDictionary<CampaignStage, DateOnly> DaysFor(
        string campaign,
        Guid? organisationId,
        IEnumerable<StageDay> days
    )
    {
        var chosen = new Dictionary<CampaignStage, DateOnly>();
        foreach (
            var day in days.Where(d => d.Campaign == campaign)
                .Where(d => d.OrganisationId is null || d.OrganisationId == organisationId)
                .OrderBy(d => d.OrganisationId is null ? 0 : 1)
        )
        {
            chosen[day.Stage] = day.From;
        }

        return chosen;
    }

    /// <summary>Null: it has not begun.</summary>
    public static CampaignStage? StageOn(IReadOnlyDictionary<CampaignStage, DateOnly> days, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(days);
        CampaignStage? stage = null;
        foreach (var (reached, _) in days.Where(d => d.Value <= day).OrderBy(d => d.Key))
        {
            stage = reached;
        }

        return stage;
    }

    /// <summary>A later stage never begins before an earlier one.</summary>
    public static bool AreInOrder(IReadOnlyDictionary<CampaignStage, DateOnly> days)
    {
        var ordered = days.OrderBy(d => d.Key).Select(d => d.Value).ToList();
        return ordered.Zip(ordered.Skip(1)).All(pair => pair.First <= pair.Second);
    }

    public static bool IsFor(Campaign campaign, CampaignPerson person)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(person);
        return (campaign.Organisations.Count == 0 || campaign.Organisations.Contains(person.OrganisationId))
            && (campaign.Roles.Count == 0 || person.Roles.Any(held => campaign.Roles.Contains(held.Role)));
    }

    /// <summary>The day to which somebody is exempt; null: they are not.</summary>
    public static DateOnly? ExemptUntil(
        Campaign campaign,
        CampaignPerson person,
        IEnumerable<Exemption> exemptions,
        DateOnly day
    )
    {
        var until = exemptions
            .Where(e => e.Campaign == campaign.Key && e.Until >= day)
            .Where(e => e.AccountId == person.AccountId || e.OrganisationId == person.OrganisationId)
            .Select(e => (DateOnly?)e.Until)
            .Max();
        return until;
    }

    public static TaskPressure Pressure(CampaignStage stage) =>
        stage switch
        {
            CampaignStage.SelfSetUp => TaskPressure.None,
            CampaignStage.Soft => TaskPressure.Pages,
            CampaignStage.Hard => TaskPressure.Doors,
        };

    /// <summary>What this campaign asks of somebody; null while it has not begun.</summary>
    public static TaskStanding? StandingOf(
        Campaign campaign,
        CampaignPerson person,
        IReadOnlyList<StageDay> days,
        IReadOnlyList<Exemption> exemptions,
        DateOnly day
    )
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(person);
        var own = DaysFor(campaign.Key, person.OrganisationId, days);
        if (StageOn(own, day) is not { } stage)
        {
            return null;
        }

        var exempt = ExemptUntil(campaign, person, exemptions, day);
        var asked = IsFor(campaign, person);
        return new TaskStanding(
            campaign.Asks,
            asked && exempt is null ? Pressure(stage) : TaskPressure.None,
            campaign.Title,
            asked ? DayOf(own, CampaignStage.Soft) : null,
            asked ? DayOf(own, CampaignStage.Hard) : null,
            asked ? exempt : null
        );
    }

    private static DateOnly? DayOf(IReadOnlyDictionary<CampaignStage, DateOnly> days, CampaignStage stage) =>
        days.TryGetValue(stage, out var day) ? day : null;
}
