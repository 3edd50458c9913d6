using CareMail.Access;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>What the readers of a mailbox removed since it is on hold.</summary>
[Allows(Act.ReadUnderApproval)]
internal sealed class KeptModel(ApprovedMail mail) : ApprovalPages
{
    public ApprovalSheet Sheet { get; private set; } = null!;

    public MailSheet Mail { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, [FromQuery] int skip, CancellationToken ct)
    {
        if (await mail.KeptAsync(Actor, id, skip, ct) is not { } found)
        {
            return NotFound();
        }

        (Sheet, Mail) = found;
        return Page();
    }
}
