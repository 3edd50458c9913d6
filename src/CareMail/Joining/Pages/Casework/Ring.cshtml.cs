using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Joining.Deciding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining.Pages.Casework;

/// <summary>Rings the number CQC holds and reads a code out.</summary>
[Allows(Act.WorkOnApplications)]
internal sealed class RingModel(Applications applications, Contacts contacts, RingHome ring, TimeProvider time)
    : PageModel
{
    public Application Application { get; private set; } = null!;

    public IReadOnlyList<HeldNumber> Numbers { get; private set; } = [];

    public SpokenCode? Spoken { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : Redirect("/helpdesk/applications");

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return Redirect("/helpdesk/applications");
        }

        if (!(await ring.ReadCodeAsync(HttpContext.Actor(), id, ct)).IsDone(out var spoken, out var refusal))
        {
            ModelState.AddModelError("", refusal.Sentence);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        Spoken = spoken;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await applications.FindAsync(id, ct) is not { RingWanted: not null } found)
        {
            return false;
        }

        Application = found;
        Numbers = await contacts.NumbersAsync(found.LocationId, ct);
        return true;
    }
}
