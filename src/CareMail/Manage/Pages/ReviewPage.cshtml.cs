using CareMail.Access;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>The half-yearly question: who still needs it?</summary>
[Allows(Act.ReviewMailbox)]
internal sealed class ReviewModel(MailboxSheets sheets, ReviewAccess review) : ManagePage
{
    [BindProperty]
    public IReadOnlyList<Guid> Seen { get; set; } = [];

    [BindProperty]
    public IReadOnlyList<Guid> Keep { get; set; } = [];

    public MailboxSheet Sheet { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct))
        {
            return NotFound();
        }

        Keep = [.. Sheet.Holders.Select(holder => holder.AccountId)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid mailbox, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct))
        {
            return NotFound();
        }

        var outcome = await review.RunAsync(Actor, mailbox, Seen, Keep, ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(refusal);
        }

        Said = "Thank you. Everybody who stays is confirmed, the others cannot read it any more.";
        return Redirect($"/manage/mailboxes/{mailbox}");
    }

    private async Task<bool> LoadAsync(Guid mailbox, CancellationToken ct)
    {
        if (await sheets.FindMailboxAsync(Actor, Act.ReviewMailbox, mailbox, ct) is not { } sheet)
        {
            return false;
        }

        Sheet = sheet;
        return true;
    }
}
