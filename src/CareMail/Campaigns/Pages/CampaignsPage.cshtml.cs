using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Campaigns.Pages;

internal sealed record CampaignLine(Campaign Campaign, CampaignStage? Stage, string Next, long People, long Done)
{
    public int Percent => People == 0 ? 100 : (int)(Done * 100 / People);
}

/// <summary>/campaigns: what is rolled out, and how far it has got where one may look.</summary>
[Allows(Act.SeeCampaigns)]
internal sealed class CampaignsPageModel(CampaignTable table, CampaignProgress progress, TimeProvider time) : PageModel
{
    public IReadOnlyList<CampaignLine> Lines { get; private set; } = [];

    public bool MayChange => Permissions.May(HttpContext.Actor(), Act.ChangeCampaigns, new Target());

    public async Task OnGetAsync(CancellationToken ct)
    {
        var set = await table.AllAsync(ct);
        List<CampaignLine> lines = [];
        foreach (var campaign in set.Campaigns)
        {
            lines.Add(await LineAsync(campaign, set, ct));
        }

        Lines = lines;
    }

    private async Task<CampaignLine> LineAsync(Campaign campaign, CampaignSet set, CancellationToken ct)
    {
        var today = BritishDay.Today(time);
        var days = CampaignRules.DaysFor(campaign.Key, null, set.Days);
        var next = days.Where(d => d.Value > today)
            .OrderBy(d => d.Value)
            .Select(d => (KeyValuePair<CampaignStage, DateOnly>?)d)
            .FirstOrDefault();
        var mine = await progress.ByOrganisationAsync(HttpContext.Actor(), campaign, set, ct);
        return new CampaignLine(
            campaign,
            CampaignRules.StageOn(days, today),
            next is { } n ? $"{CampaignWords.Stage(n.Key)} from {BritishDay.Spell(n.Value)}" : "no day yet",
            mine.Sum(o => o.People),
            mine.Sum(o => o.Done)
        );
    }
}
