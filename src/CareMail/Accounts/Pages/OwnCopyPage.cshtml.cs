using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A copy of one's own mailbox, to keep.</summary>
[Allows(Act.ExportMailbox)]
internal sealed class OwnCopyPageModel(StepUp stepUp, ExportMailbox export) : ConfirmedPage(stepUp)
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!(await export.BeginAsync(Actor, ct)).IsDone(out var copy, out var no))
        {
            return Refused(no);
        }

        using (copy)
        {
            await copy.SendAsync(HttpContext);
        }

        return new EmptyResult();
    }
}
