using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>Who holds which role at a place; taking one.</summary>
[Allows(Act.TakeRole)]
internal sealed class RolesAtModel(HeldRoles roles, TakeRole take) : ApprovalPages
{
    [BindProperty]
    public string? Reason { get; set; }

    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<HeldRole> Held { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await LoadAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostTakeAsync(Guid organisation, [FromForm] string? held, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        if (Held.FirstOrDefault(h => KeyOf(h) == held && h.MayTake) is not { } chosen)
        {
            return Refused(new Refusal("Choose whose role ends", "held"));
        }

        var grant = new RoleGrant(chosen.Role, organisation);
        var outcome = await take.RunAsync(Actor, chosen.AccountId, grant, Reason, ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(refusal);
        }

        Said = $"{chosen.Name} is no longer {ApprovalWords.Of(chosen.Role)} of {Place.Name}.";
        return Redirect($"/manage/roles/{organisation}");
    }

    public static string KeyOf(HeldRole held) => $"{held.AccountId}.{held.Role.Spell()}";

    private async Task<bool> LoadAsync(Guid organisation, CancellationToken ct)
    {
        if (await roles.FindAsync(Actor, organisation, ct) is not { } place)
        {
            return false;
        }

        (Place, Held) = (place, await roles.AtAsync(Actor, place, ct));
        return true;
    }
}
