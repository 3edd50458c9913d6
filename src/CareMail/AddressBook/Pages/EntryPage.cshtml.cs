using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>One entry of the directory.</summary>
[Allows(Act.SearchDirectory)]
internal sealed class EntryModel(DirectoryEntries entries, DirectoryQuota quota) : PageModel
{
    public DirectoryEntry Entry { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct)
    {
        if (!quota.MayAsk(User.Account()!.Id))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await entries.FindAsync(mailbox, ct) is not { } entry)
        {
            return NotFound();
        }

        Entry = entry;
        return Page();
    }
}
