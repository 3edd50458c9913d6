using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Everybody named so far.</summary>
internal sealed class PeoplePageModel(ApplicantServices services) : ApplicantPage(services)
{
    public bool IsShort => Application.Route is ApplicationRoute.FastTrack;

    public bool HasRoom => People.Count < (IsShort ? PeopleRules.Fewest : PeopleRules.Most);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await LoadAsync(ct)
        ?? (PeopleRules.Complete(People, Application.Route) is { } missing ? Again(missing) : await NextAsync(ct));
}
