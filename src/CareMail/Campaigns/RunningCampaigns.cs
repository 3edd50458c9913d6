using CareMail.Identity.Tasks;
using CareMail.Policies;

namespace CareMail.Campaigns;

/// <summary>What the doors ask: the campaigns of today, for one person.</summary>
internal sealed class RunningCampaigns(CampaignTable table, TimeProvider time) : ITaskCampaigns
{
    public async ValueTask<IReadOnlyList<TaskStanding>> OfAsync(CampaignPerson person, CancellationToken ct)
    {
        var set = await table.AllAsync(ct);
        var today = BritishDay.Today(time);
        return
        [
            .. set
                .Campaigns.Select(c => CampaignRules.StandingOf(c, person, set.Days, set.Exemptions, today))
                .OfType<TaskStanding>()
                .GroupBy(standing => standing.Task)
                // Of two that ask for the same, the stricter one counts.
                .Select(same => same.MaxBy(standing => standing.Pressure)!),
        ];
    }

    public async ValueTask<bool> AnyClosesDoorsAsync(CancellationToken ct)
    {
        var today = BritishDay.Today(time);
        return (await table.AllAsync(ct)).Days.Any(d => d.Stage is CampaignStage.Hard && d.From <= today);
    }
}
