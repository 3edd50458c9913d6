using CareMail.Access;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Eligibility.Pages;

/// <summary>The policy of today, setting by setting.</summary>
[Allows(Act.ChangePolicy)]
internal sealed class PolicyModel(PolicyTable policies, PolicyCatalogue catalogue, TimeProvider time) : PageModel
{
    private PolicyBook _book = PolicySettings.AsDelivered;

    public IReadOnlyList<PolicyGroup> Groups => catalogue.Groups;

    public bool Done { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Done = done is not null;
        _book = await policies.InForceAsync(ct);
    }

    public PolicyPeriod Today(PolicySetting setting)
    {
        var today = BritishDay.Today(time);
        return _book.Periods(setting).LastOrDefault(period => period.Row.ValidFrom <= today)
            ?? _book.Periods(setting)[0];
    }

    public static string Since(PolicyPeriod period)
    {
        var from =
            period.Row.ValidFrom == DateOnly.MinValue ? "always" : $"since {BritishDay.Spell(period.Row.ValidFrom)}";
        return period.Until is { } until ? $"{from}, to {BritishDay.Spell(until)}" : from;
    }
}
