using CareMail.Access;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>The list of a mailbox that is read under an approval.</summary>
[Allows(Act.ReadUnderApproval)]
internal sealed class MailModel(ApprovedMail mail) : ApprovalPages
{
    public ApprovalSheet Sheet { get; private set; } = null!;

    public MailSheet Mail { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(
        Guid id,
        [FromQuery] Guid? folder,
        [FromQuery] uint? before,
        CancellationToken ct
    )
    {
        if (await mail.ListAsync(Actor, id, folder, before, ct) is not { } found)
        {
            return NotFound();
        }

        (Sheet, Mail) = found;
        return Page();
    }

    public static string NameOf(Folder folder) =>
        folder.Use is SpecialUse.None or SpecialUse.Inbox
            ? folder.Name.Replace("INBOX", "Inbox", StringComparison.Ordinal)
            : folder.Use.ToString();
}
