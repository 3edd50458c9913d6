using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>All mailboxes with all their folders: the second tab of a phone.</summary>
internal sealed class FoldersPageModel(Desk desk) : MailPage(desk)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await FrameAsync(NewShell(Pane.Folders, "Mailboxes and folders"), null, ct);
        return Page();
    }
}
