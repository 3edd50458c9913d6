using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Ten new recovery codes, shown once.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnCodesModel(StepUp stepUp, ChangeFactors change) : ConfirmedPage(stepUp)
{
    public IReadOnlyList<string>? Codes { get; private set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!(await change.MakeCodesAsync(Actor, ct)).IsDone(out var made, out var no))
        {
            return Refused(no);
        }

        // Shown once: neither the browser nor anything between keeps it.
        Response.Headers.CacheControl = "no-store";
        Codes = made.Codes;
        return Page();
    }
}
