using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Eligibility.Pages;

/// <summary>For staff: a decision as of any day, with its evidence and the days on which it was another.</summary>
[Allows(Act.ReplayEligibility)]
internal sealed class ReplayModel(ReplayEligibility replays, EligibilityLimits limits, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    /// <summary>As the browser's date field writes it: yyyy-mm-dd.</summary>
    [BindProperty(SupportsGet = true)]
    public string? On { get; set; }

    public Replay? Replay { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Request.Query.ContainsKey(nameof(Code)))
        {
            On = $"{BritishDay.Today(time):yyyy-MM-dd}";
            return Page();
        }

        var day = EligibilityEndpoint.ReadDay(On ?? "", limits);
        if (!EligibilityEndpoint.IsReadable(Code ?? "", limits))
        {
            ModelState.AddModelError(nameof(Code), "Enter an ODS code or a CQC location ID");
        }

        if (day is null)
        {
            ModelState.AddModelError(
                nameof(On),
                $"Enter a day between {PolicyLimits.FirstDay.Year} and {PolicyLimits.LastDay.Year}"
            );
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var outcome = await replays.RunAsync(HttpContext.Actor(), on => AskedAbout.Read(Code!, on), day!.Value, ct);
        if (!outcome.IsDone(out var replay, out _))
        {
            return Forbid();
        }

        Replay = replay;
        return Page();
    }

    public string LinkTo(DateOnly day) =>
        $"/helpdesk/eligibility?Code={Uri.EscapeDataString(Code ?? "")}&On={day:yyyy-MM-dd}";
}
