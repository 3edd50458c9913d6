using CareMail.Access;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>The places where one gives and takes roles.</summary>
[Allows(Act.GiveRole)]
internal sealed class RolesModel(HeldRoles roles, OrganisationTable organisations) : ApprovalPages
{
    [BindProperty]
    public string? Code { get; set; }

    public IReadOnlyList<Organisation> Places { get; private set; } = [];

    public bool FindsAny => Permissions.May(Actor, Act.GiveRole, default);

    public async Task OnGetAsync(CancellationToken ct) => Places = await roles.PlacesAsync(Actor, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await OnGetAsync(ct);
        return
            await organisations.FindByOdsAsync((Code ?? "").Trim(), ct) is { } place
            && await roles.FindAsync(Actor, place.Id, ct) is not null
            ? Redirect($"/manage/roles/{place.Id}")
            : Refused(new Refusal("No organisation here has that ODS code", nameof(Code)));
    }
}
