using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>Giving somebody a role at a place; one that reaches everybody is asked for.</summary>
[Allows(Act.GiveRole)]
internal sealed class GiveRoleModel(HeldRoles roles, GiveRole give, Approvals approvals, AccountRecords accounts)
    : ApprovalPages
{
    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<RadioOption> Choices =>
        [
            .. HeldRoles
                .Choices(Actor)
                .Select(role => new RadioOption(
                    role.Spell(),
                    Capital(ApprovalWords.Of(role)),
                    role.ReachesEverybody() ? "Reaches everybody: a second person must agree." : ApprovalWords.May(role)
                )),
        ];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await LoadAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        if (await accounts.FindByNameAsync((Address ?? "").Trim(), ct) is not { } person)
        {
            return Refused(new Refusal("Nobody you look after has that address", nameof(Address)));
        }

        if (RoleNames.Read(Role ?? "") is not { } role || !HeldRoles.Choices(Actor).Contains(role))
        {
            return Refused(new Refusal("Choose a role", nameof(Role)));
        }

        return role.ReachesEverybody()
            ? await AskAsync(person, new RoleGrant(role, organisation), ct)
            : await GiveAsync(person, new RoleGrant(role, organisation), ct);
    }

    private async Task<IActionResult> GiveAsync(AccountSummary person, RoleGrant grant, CancellationToken ct)
    {
        var outcome = await give.RunAsync(Actor, person.Id, grant, Reason, ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(Blamed(refusal));
        }

        Said = $"{person.DisplayName} is {ApprovalWords.Of(grant.Role)} of {Place.Name} now.";
        return Redirect($"/manage/roles/{Place.Id}");
    }

    private async Task<IActionResult> AskAsync(AccountSummary person, RoleGrant grant, CancellationToken ct)
    {
        var outcome = await approvals.AskForRoleAsync(Actor, person.Id, grant, Reason, ct);
        if (!outcome.IsDone(out var asked, out var refusal))
        {
            return Refused(Blamed(refusal));
        }

        Said = "A second person is asked. You get an e-mail when they have answered.";
        return Redirect($"/manage/approvals/{asked.Id}");
    }

    /// <summary>To whoever may not, a person is not there: the same words as for an address nobody has.</summary>
    private static Refusal Blamed(Refusal refusal) =>
        refusal.Field is not null ? refusal
        : refusal.Sentence.StartsWith("There is no such person", StringComparison.Ordinal)
            ? new Refusal("Nobody you look after has that address", nameof(Address))
        : refusal with { Field = nameof(Role) };

    private async Task<bool> LoadAsync(Guid organisation, CancellationToken ct)
    {
        if (await roles.FindAsync(Actor, organisation, ct) is not { } place)
        {
            return false;
        }

        Place = place;
        return true;
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
