using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Leads to the first inbox.</summary>
internal sealed class StartModel(Desk desk) : MailPage(desk)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var first = Shell
            .Ordered(await Desk.MailboxesAsync(Me, ct))
            .Select(Shell.Inbox)
            .FirstOrDefault(f => f is not null);
        return first is null ? Page() : Redirect(MailLinks.Folder(first.Id));
    }
}
