using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Eligibility.Pages;

/// <summary>One setting of the policy: its values by day, and changing it after a look at who would be answered differently.</summary>
[Allows(Act.ChangePolicy)]
internal sealed class PolicyChangeModel(
    PolicyTable policies,
    PolicyCatalogue catalogue,
    PreviewPolicy preview,
    ChangePolicy change,
    EligibilityLimits limits,
    TimeProvider time
) : PageModel
{
    public PolicySetting Of { get; private set; } = null!;

    public IReadOnlyList<PolicyPeriod> Periods { get; private set; } = [];

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public IReadOnlyList<string> Value { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The day on which the effect is looked at.</summary>
    [BindProperty]
    public string? On { get; set; }

    [BindProperty]
    public bool TakesBack { get; set; }

    /// <summary>The answer to "who may join" can be looked at before a change; no other setting's effect can.</summary>
    public bool HasPreview => PolicySettings.All.Contains(Of);

    public PolicyImpact? Impact { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? back, CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        var today = BritishDay.Today(time);
        TakesBack = back is not null;
        From = back ?? $"{today:yyyy-MM-dd}";
        On = From;
        Value = PolicySetting.Parts(Periods.LastOrDefault(p => p.Row.ValidFrom <= today, Periods[0]).Row.Value);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        if (Edit() is not { } edit)
        {
            return Refused(NoDay(nameof(From)));
        }

        if (EligibilityEndpoint.ReadDay(On ?? "", limits) is not { } day)
        {
            return Refused(NoDay(nameof(On)));
        }

        var outcome = await preview.RunAsync(HttpContext.Actor(), edit, day, ct);
        return outcome.IsDone(out var impact, out var refusal) ? Shown(impact) : Refused(refusal);
    }

    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct)
    {
        if (!await FindAsync(ct))
        {
            return NotFound();
        }

        if (Edit() is not { } edit)
        {
            return Refused(NoDay(nameof(From)));
        }

        var outcome = await change.RunAsync(HttpContext.Actor(), edit, ct);
        return outcome.IsDone(out _, out var refusal) ? Redirect("/policy?done=1") : Refused(refusal);
    }

    public string TakeBackLink(PolicyPeriod period) => $"/policy/{Of.Key}?back={period.Row.ValidFrom:yyyy-MM-dd}";

    private async Task<bool> FindAsync(CancellationToken ct)
    {
        if (catalogue.Find(RouteData.Values["setting"] as string ?? "") is not { } setting)
        {
            return false;
        }

        Of = setting;
        Periods = (await policies.InForceAsync(ct)).Periods(setting);
        return true;
    }

    private Refusal NoDay(string field) =>
        new($"Enter a day between {PolicyLimits.FirstDay.Year} and {PolicyLimits.LastDay.Year}.", field);

    private PolicyEdit? Edit() =>
        EligibilityEndpoint.ReadDay(From ?? "", limits) is { } from
            ? new PolicyEdit(Of.Key, from, TakesBack ? null : string.Join('\n', Value), Reason ?? "")
            : null;

    private PageResult Shown(PolicyImpact impact)
    {
        Impact = impact;
        return Page();
    }

    private PageResult Refused(Refusal refusal)
    {
        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
