using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Applications;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>The systems of one organisation that have a mailbox.</summary>
[Allows(Act.CreateApplication)]
internal sealed class ApplicationsPageModel(Acts acts, MailApplications applications, TimeProvider time) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<MailApplication> Applications { get; private set; } = [];

    public bool IsOverdue(MailApplication application) => application.ConfirmBy <= time.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct)
    {
        if (
            !(await acts.AtOrganisationAsync(Actor, Act.CreateApplication, organisation, ct)).IsDone(
                out var place,
                out _
            )
        )
        {
            return NotFound();
        }

        Place = place;
        Applications = await applications.OfOrganisationAsync(organisation, ct);
        return Page();
    }
}
