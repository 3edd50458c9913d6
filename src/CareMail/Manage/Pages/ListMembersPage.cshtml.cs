using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Manage.Lists;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Who is on a list, and who asks to be.</summary>
[Allows(Act.ManageList)]
internal sealed class ListMembersModel(ManagedLists managed, MailingLists lists, ListDecisions decisions)
    : ListPageModel(managed)
{
    public IReadOnlyList<ListMember> Members { get; private set; } = [];

    public IReadOnlyList<ListPerson> Wishes { get; private set; } = [];

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string AddressHint =>
        "One on each line: people, shared mailboxes and lists of this service"
        + (List.TakesOutsiders ? ", and addresses outside." : ".");

    public async Task<IActionResult> OnGetAsync(Guid list, CancellationToken ct) =>
        await LoadAsync(list, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAddAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await Managed.AddAsync(Actor, list, Address ?? "", ct)).IsDone(out var said, out var no))
        {
            return Refused(no);
        }

        Said = said;
        return Redirect($"/manage/lists/{list}/members");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid list, [FromForm] string? key, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await Managed.RemoveAsync(Actor, list, key ?? "", ct)).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = "They are not on the list any more.";
        return Redirect($"/manage/lists/{list}/members");
    }

    public async Task<IActionResult> OnPostDecideAsync(
        Guid list,
        [FromForm] Guid id,
        [FromForm] bool yes,
        CancellationToken ct
    )
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await decisions.JoinAsync(Actor, list, id, yes, Reason, ct)).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = yes ? "They are a member now, and are told so." : "They are told that they are not a member, and why.";
        return Redirect($"/manage/lists/{list}/members");
    }

    private async Task<bool> LoadAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct) || List.HasRule)
        {
            return false;
        }

        Members = await lists.MembersAsync(list, ct);
        Wishes = await lists.WishesAsync(list, ct);
        return true;
    }
}
