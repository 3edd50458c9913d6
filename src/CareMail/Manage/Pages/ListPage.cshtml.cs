using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Manage.Lists;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>One list: whom it stands for, what waits, its owners, and its end.</summary>
[Allows(Act.ManageList)]
internal sealed class ListModel(ManagedLists managed, MailingLists lists, ListApprovals approvals)
    : ListPageModel(managed)
{
    public int Reaches { get; private set; }

    public int Waiting { get; private set; }

    public int Returned { get; private set; }

    public int Wishes { get; private set; }

    public string RuleInWords { get; private set; } = "";

    public IReadOnlyList<ListPerson> Owners { get; private set; } = [];

    public bool NeedsNamedSenders => Reaches > ListRules.ManyRecipients;

    [BindProperty]
    public string? Owner { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid list, CancellationToken ct) =>
        await LoadAsync(list, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostAddOwnerAsync(Guid list, CancellationToken ct) =>
        DoAsync(list, () => Managed.AddOwnerAsync(Actor, list, Owner ?? "", ct), "They are an owner now.", ct);

    public Task<IActionResult> OnPostRemoveOwnerAsync(Guid list, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(list, () => Managed.RemoveOwnerAsync(Actor, list, id, ct), "They are no owner any more.", ct);

    public async Task<IActionResult> OnPostCloseAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await Managed.CloseAsync(Actor, list, Reason, ct)).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = $"{List.Name} is closed. Its address takes no mail any more, and nobody else ever gets it.";
        return Redirect("/manage/lists");
    }

    private async Task<IActionResult> DoAsync(
        Guid list,
        Func<Task<Outcome<MailingList>>> act,
        string done,
        CancellationToken ct
    )
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = done;
        // Who took themselves out has no business here any more, unless they administer it.
        return Redirect(await FindAsync(list, ct) ? $"/manage/lists/{list}" : "/manage/lists");
    }

    private async Task<bool> LoadAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct))
        {
            return false;
        }

        Reaches = (await lists.ExpandAsync(list, ct)).Count;
        Waiting = (await lists.PostsAsync(list, ct)).Count;
        Wishes = (await lists.WishesAsync(list, ct)).Count;
        Returned = (await approvals.ReturnedAsync(list, ct: ct)).Count;
        Owners = await lists.OwnersAsync(list, ct);
        RuleInWords = List.Rule is { } rule ? await lists.InWordsAsync(rule, ct) : "";
        return true;
    }
}
