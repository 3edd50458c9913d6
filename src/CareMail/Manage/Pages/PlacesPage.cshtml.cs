using CareMail.Access;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>The places somebody looks after; who has one goes straight to it.</summary>
[Allows(Act.ListPeople)]
internal sealed class PlacesPageModel(ManagedPlaces places) : ManagePage
{
    public IReadOnlyList<Organisation> Places { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Places = await places.OfAsync(Actor, ct);
        return Places is [var only] ? Redirect($"/manage/{only.Id}") : Page();
    }
}
