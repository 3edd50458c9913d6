using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Manage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Providers.Pages;

/// <summary>The owner's switch: may anybody find this shared mailbox?</summary>
[Allows(Act.ListProvider)]
internal sealed class ListingPageModel(MailboxSheets sheets, Listings listings) : PageModel
{
    [TempData]
    public string? Said { get; set; }

    public MailboxSheet Sheet { get; private set; } = null!;

    public Listing? Listing { get; private set; }

    public bool IsListed => Listing?.Listed ?? false;

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct)
    {
        if (await sheets.FindMailboxAsync(HttpContext.Actor(), Act.ListProvider, mailbox, ct) is not { } sheet)
        {
            return NotFound();
        }

        (Sheet, Listing) = (sheet, await listings.FindAsync(mailbox, ct));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid mailbox, [FromForm] bool listed, CancellationToken ct)
    {
        if (!(await listings.RunAsync(HttpContext.Actor(), mailbox, listed, ct)).IsDone(out _, out _))
        {
            return NotFound();
        }

        Said = listed ? "Anybody can find it now." : "Nobody outside finds it any more.";
        return Redirect($"/manage/mailboxes/{mailbox}/listing");
    }
}
