using System.Globalization;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Asking for more people than the site may have, and what became of it.</summary>
[Allows(Act.AskForMore)]
internal sealed class MoreModel(Acts acts, MorePeople more) : ManagePage
{
    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<MoreWish> Wishes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await LoadAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        int? people = int.TryParse(People, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
        var outcome = await more.AskAsync(Actor, Place, people, Reason ?? "", ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(refusal);
        }

        Said = "We have your request. A caseworker answers it.";
        return Redirect($"/manage/{organisation}");
    }

    private async Task<bool> LoadAsync(Guid siteId, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(Actor, Act.AskForMore, siteId, ct)).IsDone(out var site, out _))
        {
            return false;
        }

        Place = site;
        Wishes = await more.OfAsync(siteId, ct);
        return true;
    }
}
