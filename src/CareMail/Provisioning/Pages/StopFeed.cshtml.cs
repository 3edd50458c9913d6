using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Doors;
using CareMail.Provisioning.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>Stops the programs of an organisation until somebody lets them go on.</summary>
[Allows(Act.PauseFeed)]
internal sealed class StopFeedModel(Acts acts, PauseFeed pause) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    [TempData]
    public string? Said { get; set; }

    public Organisations.Organisation Organisation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await LoadAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        var outcome = await pause.RunAsync(HttpContext.Actor(), organisation, Reason, ct);
        if (outcome.IsDone(out _, out var refusal))
        {
            Said = $"The programs of {Organisation.Name} are stopped.";
            return Redirect("/manage/tokens");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid organisation, CancellationToken ct)
    {
        var found = await acts.AtOrganisationAsync(HttpContext.Actor(), Act.PauseFeed, organisation, ct);
        Organisation = found.Value!;
        return found.Value is not null;
    }
}
