using CareMail.Access;
using CareMail.Identity.Tasks;
using CareMail.Organisations;
using CareMail.Policies;

namespace CareMail.Campaigns;

/// <summary>An organisation in a campaign's table.</summary>
internal sealed record OrganisationProgress(
    Organisation Organisation,
    long People,
    long Lacking,
    CampaignStage? Stage,
    bool HasOwnDays,
    bool IsExempt
)
{
    public long Done => People - Lacking;

    public int Percent => People == 0 ? 100 : (int)(Done * 100 / People);
}

/// <summary>Who is asked, and how many have done it: counted now.</summary>
internal sealed class CampaignProgress(TaskCensus census, OrganisationTable organisations, TimeProvider time)
{
    public async Task<Progress> TotalAsync(Campaign campaign, CampaignSet set, CancellationToken ct)
    {
        var counts = (await census.CountAsync(campaign.Asks, campaign.Roles, ct)).Where(c =>
            campaign.Organisations.Count == 0 || campaign.Organisations.Contains(c.OrganisationId)
        );
        var (people, lacking) = (0L, 0L);
        foreach (var count in counts)
        {
            people += count.People;
            lacking += count.Lacking;
        }

        return new Progress(BritishDay.Today(time), people, lacking);
    }

    /// <summary>By organisation, those with the most left first; only those within the actor's reach.</summary>
    public async Task<IReadOnlyList<OrganisationProgress>> ByOrganisationAsync(
        Actor actor,
        Campaign campaign,
        CampaignSet set,
        CancellationToken ct
    )
    {
        var today = BritishDay.Today(time);
        var counts = (await census.CountAsync(campaign.Asks, campaign.Roles, ct)).ToDictionary(c => c.OrganisationId);
        return
        [
            .. (await organisations.ListAsync(ct))
                .Where(o => counts.ContainsKey(o.Id))
                .Where(o => campaign.Organisations.Count == 0 || campaign.Organisations.Contains(o.Id))
                .Where(o => Permissions.May(actor, Act.SeeCampaigns, new Target(o.Id, o.HeadquartersId)))
                .Select(o => new OrganisationProgress(
                    o,
                    counts[o.Id].People,
                    counts[o.Id].Lacking,
                    CampaignRules.StageOn(CampaignRules.DaysFor(campaign.Key, o.Id, set.Days), today),
                    set.Days.Any(d => d.Campaign == campaign.Key && d.OrganisationId == o.Id),
                    set.Exemptions.Any(e => e.Campaign == campaign.Key && e.OrganisationId == o.Id && e.Until >= today)
                ))
                .OrderByDescending(o => o.Lacking)
                .ThenBy(o => o.Organisation.Name, StringComparer.Ordinal),
        ];
    }
}
