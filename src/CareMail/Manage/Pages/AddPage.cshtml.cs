using CareMail.Access;
using CareMail.Lifecycle;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Somebody new, within the allowance.</summary>
[Allows(Act.ListPeople)]
internal sealed class AddPageModel(ManagedPlaces places, AddColleague add) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? LastName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await FindAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await FindAsync(organisation, ct))
        {
            return NotFound();
        }

        var wanted = new NewColleague(organisation, FirstName ?? "", LastName ?? "") { Email = Email, Mobile = Mobile };
        if (!(await add.RunAsync(Actor, wanted, ct: ct)).IsDone(out var added, out var no))
        {
            return Refused(no);
        }

        Said = $"{added.DisplayName} is added, with the address {added.Address}. They are told how to get in.";
        return Redirect($"/manage/{organisation}");
    }

    private async Task<bool> FindAsync(Guid organisation, CancellationToken ct)
    {
        if (await places.FindAsync(Actor, organisation, ct) is not { } place)
        {
            return false;
        }

        Place = place;
        return true;
    }
}
