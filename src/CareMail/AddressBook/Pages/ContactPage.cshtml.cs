using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>Adding, changing and removing one contact. At /contacts/new there is none yet.</summary>
[Allows(Act.ManageContacts)]
internal sealed class ContactModel(Contacts contacts) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>For everybody at the organisation rather than for oneself.</summary>
    [BindProperty]
    public bool ForAll { get; set; }

    public Contact? Kept { get; private set; }

    public bool MayShare => Permissions.May(HttpContext.Actor(), Act.ManageDirectory, new Target(Organisation));

    public bool MayChange => Kept is not { IsShared: true } || MayShare;

    private Guid Organisation => User.Account()!.OrganisationId;

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        (Name, Address, Note) = (Kept?.Name, Kept?.Address, Kept?.Note);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        var answers = new ContactAnswers(Name ?? "", Address ?? "", Note ?? "");
        var outcome = Kept is { } kept
            ? await contacts.ChangeAsync(HttpContext.Actor(), kept, answers, ct)
            : await contacts.AddAsync(HttpContext.Actor(), ForAll ? Organisation : null, answers, ct);
        return outcome.IsDone(out _, out var refusal)
            ? Redirect("/contacts?done=saved")
            : Refused(ContactRules.Check(answers) is [_, ..] wrong ? wrong : [refusal]);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || Kept is null)
        {
            return NotFound();
        }

        var outcome = await contacts.RemoveAsync(HttpContext.Actor(), Kept, ct);
        return outcome.IsDone(out _, out var refusal) ? Redirect("/contacts?done=removed") : Refused([refusal]);
    }

    private async Task<bool> FindAsync(Guid? id, CancellationToken ct)
    {
        Kept = id is { } known ? await contacts.FindAsync(known, User.Account()!.Id, Organisation, ct) : null;
        return id is null || Kept is not null;
    }

    private PageResult Refused(IReadOnlyList<Refusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
