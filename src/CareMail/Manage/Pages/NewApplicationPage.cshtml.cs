using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Manage.Applications;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>A mailbox for a system.</summary>
[Allows(Act.CreateApplication)]
internal sealed class NewApplicationPageModel(Acts acts, ManagedApplications managed, Addresses addresses) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? LocalPart { get; set; }

    [BindProperty]
    public string? Purpose { get; set; }

    [BindProperty]
    public string? Owner { get; set; }

    [BindProperty]
    public bool Shown { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string AddressHint =>
        $"What stands before @{addresses.Domain}. Of what it does, not of a person: appointment.reminder";

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await FindAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await FindAsync(organisation, ct))
        {
            return NotFound();
        }

        var wanted = new NewApplication(organisation, LocalPart ?? "", Name ?? "", Purpose ?? "", Owner ?? "")
        {
            Shown = Shown,
        };
        if (!(await managed.CreateAsync(Actor, wanted, Reason, ct)).IsDone(out var made, out var no))
        {
            return Refused(no);
        }

        Said = $"{made.DisplayName} has the mailbox {made.UserName}. Make a password for it now.";
        return Redirect($"/manage/applications/{made.Id}");
    }

    private async Task<bool> FindAsync(Guid organisation, CancellationToken ct)
    {
        if (
            !(await acts.AtOrganisationAsync(Actor, Act.CreateApplication, organisation, ct)).IsDone(
                out var place,
                out _
            )
        )
        {
            return false;
        }

        Place = place;
        return true;
    }
}
