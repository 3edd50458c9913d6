using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Manage.Lists;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Messages that wait for an owner, and reports of members who did not get one.</summary>
[Allows(Act.ManageList)]
internal sealed class ListWaitingModel(ManagedLists managed, ListApprovals approvals, ListDecisions decisions)
    : ListPageModel(managed)
{
    public IReadOnlyList<WaitingPost> Waiting { get; private set; } = [];

    public IReadOnlyList<ReturnedPost> Returned { get; private set; } = [];

    public Guid? Decided { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid list, CancellationToken ct) =>
        await LoadAsync(list, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostApproveAsync(Guid list, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(
            list,
            id,
            () => decisions.ApproveAsync(Actor, list, id, ct),
            "It is let through, to everybody on the list.",
            ct
        );

    public Task<IActionResult> OnPostRefuseAsync(Guid list, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(
            list,
            id,
            () => decisions.RefuseAsync(Actor, list, id, Reason, ct),
            "The sender is told, with your reason.",
            ct
        );

    public async Task<IActionResult> OnPostClearAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct))
        {
            return NotFound();
        }

        await approvals.ClearAsync(list, ct);
        Said = "The reports are gone.";
        return Redirect($"/manage/lists/{list}/waiting");
    }

    private async Task<IActionResult> DoAsync(
        Guid list,
        Guid id,
        Func<Task<Outcome<MailingList>>> act,
        string done,
        CancellationToken ct
    )
    {
        if (!await FindAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            Decided = id;
            await LoadAsync(list, ct);
            return Refused(no);
        }

        Said = done;
        return Redirect($"/manage/lists/{list}/waiting");
    }

    private async Task<bool> LoadAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct))
        {
            return false;
        }

        Waiting = await approvals.OfAsync(list, ct);
        Returned = await approvals.ReturnedAsync(list, ct: ct);
        return true;
    }
}
