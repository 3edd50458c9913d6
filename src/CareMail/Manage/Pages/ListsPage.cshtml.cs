using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook.Lists;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>The lists of one organisation.</summary>
[Allows(Act.CreateList)]
internal sealed class ListsPageModel(Acts acts, MailingLists lists) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<MailingList> Lists { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(Actor, Act.CreateList, organisation, ct)).IsDone(out var place, out _))
        {
            return NotFound();
        }

        Place = place;
        Lists = await lists.OfOrganisationAsync(organisation, ct);
        return Page();
    }
}
