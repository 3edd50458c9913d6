using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>Making, changing and removing one group. At /contacts/groups/new there is none yet.</summary>
[Allows(Act.ManageContacts)]
internal sealed class GroupModel(ContactGroups groups) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Members { get; set; }

    public ContactGroup? Kept { get; private set; }

    private Guid Me => User.Account()!.Id;

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        Name = Kept?.Name;
        Members = string.Join('\n', (Kept?.Members ?? []).Select(Line));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct))
        {
            return NotFound();
        }

        var outcome = await groups.SaveAsync(Me, id, Name ?? "", Members ?? "", ct);
        if (outcome.IsDone(out _, out var refusal))
        {
            return Redirect("/contacts?done=saved");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid? id, CancellationToken ct)
    {
        if (!await FindAsync(id, ct) || Kept is null)
        {
            return NotFound();
        }

        await groups.RemoveAsync(Me, Kept.Id, ct);
        return Redirect("/contacts?done=removed");
    }

    private async Task<bool> FindAsync(Guid? id, CancellationToken ct)
    {
        Kept = id is { } known ? await groups.FindAsync(Me, known, ct) : null;
        return id is null || Kept is not null;
    }

    private static string Line(GroupMember member) =>
        member.Name.Length == 0 ? member.Address : $"{member.Name} <{member.Address}>";
}
