using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>One entry of the directory. A list is joined and left here.</summary>
[Allows(Act.SearchDirectory)]
internal sealed class EntryModel(DirectoryEntries entries, MailingLists lists, JoinList join, DirectoryQuota quota)
    : PageModel
{
    public DirectoryEntry Entry { get; private set; } = null!;

    public MailingList? List { get; private set; }

    public ListStanding Standing { get; private set; }

    public bool IsOwner { get; private set; }

    public bool MayJoin => List is { HasRule: false, Joining: not ListJoining.ByOwner };

    [TempData]
    public string? Said { get; set; }

    private Guid Me => User.Account()!.Id;

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct)
    {
        if (!quota.MayAsk(Me))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        return await LoadAsync(mailbox, ct) ? Page() : NotFound();
    }

    public Task<IActionResult> OnPostJoinAsync(Guid mailbox, CancellationToken ct) =>
        DoAsync(mailbox, () => join.RunAsync(HttpContext.Actor(), mailbox, ct), ct);

    public Task<IActionResult> OnPostLeaveAsync(Guid mailbox, CancellationToken ct) =>
        DoAsync(mailbox, () => join.LeaveAsync(HttpContext.Actor(), mailbox, ct), ct);

    private async Task<IActionResult> DoAsync(Guid mailbox, Func<Task<Outcome<string>>> act, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct) || List is null)
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out var said, out var no))
        {
            ModelState.AddModelError("", no.Sentence.TrimEnd('.'));
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        Said = said;
        return Redirect($"/directory/{mailbox}");
    }

    private async Task<bool> LoadAsync(Guid mailbox, CancellationToken ct)
    {
        if (await entries.FindAsync(mailbox, ct) is not { } entry)
        {
            return false;
        }

        Entry = entry;
        if (entry.Kind is MailboxKind.List && await lists.FindAsync(mailbox, ct) is { } list)
        {
            List = list;
            Standing = await join.StandingAsync(list, Me, ct);
            IsOwner = await lists.IsOwnerAsync(mailbox, Me, ct);
        }

        return true;
    }
}
