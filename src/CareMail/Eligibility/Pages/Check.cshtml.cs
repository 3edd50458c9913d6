using CareMail.Access;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Eligibility.Pages;

/// <summary>Tells anybody whether a service can join, and what would change it. From public registers only.</summary>
[Allows(Act.CheckEligibility)]
[EnableRateLimiting(StreetLimit.Policy)]
internal sealed class CheckModel(DecideEligibility decide, EligibilityLimits limits, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    public EligibilityDecision? Decision { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Request.Query.ContainsKey(nameof(Code)))
        {
            return Page();
        }

        if (!EligibilityEndpoint.IsReadable(Code ?? "", limits))
        {
            ModelState.AddModelError(nameof(Code), "Enter an ODS code or a CQC location ID");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        Decision = await decide.ForAsync(AskedAbout.Read(Code!, BritishDay.Today(time)), ct);
        return Page();
    }
}
