using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>An organisation, and the mailboxes that reach whoever is on duty there.</summary>
[Allows(Act.SearchDirectory)]
internal sealed class OrganisationModel(OrganisationTable organisations, DirectoryEntries entries, DirectoryQuota quota)
    : PageModel
{
    public Organisation Organisation { get; private set; } = null!;

    public Organisation? Headquarters { get; private set; }

    public IReadOnlyList<Suggestion> Mailboxes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string ods, CancellationToken ct)
    {
        if (!quota.MayAsk(User.Account()!.Id))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await organisations.FindByOdsAsync(ods, ct) is not { } organisation)
        {
            return NotFound();
        }

        Organisation = organisation;
        Headquarters = organisation.HeadquartersId is { } above ? await organisations.FindAsync(above, ct) : null;
        Mailboxes = await entries.SharedOfAsync(organisation, ct);
        return Page();
    }
}
