using CareMail.Access;
using CareMail.Lifecycle;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>A leaver of another organisation comes here, with their mailbox. By the whole address: nobody leafs through leavers.</summary>
[Allows(Act.ListPeople)]
internal sealed class JoinerPageModel(ManagedPlaces places, AcceptJoiner accept) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    [BindProperty]
    public string? Address { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await FindAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await FindAsync(organisation, ct))
        {
            return NotFound();
        }

        // Nobody of that address, or nobody who left: the same words, so that it tells nothing about strangers.
        var leaver = await accept.FindAsync(Address ?? "", ct);
        var outcome = await accept.RunAsync(Actor, leaver?.Id ?? Guid.Empty, organisation, ct: ct);
        if (!outcome.IsDone(out var joined, out var no))
        {
            return Refused(no with { Field = nameof(Address) });
        }

        Said = $"{joined.DisplayName} is one of your people now, with their mail.";
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
