using CareMail.Access;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Webmail.Pages;

/// <summary>
/// A page of the webmail: knows who reads, and draws the frame. What is not the reader's is not found rather than
/// forbidden, or the address would tell that it exists.
/// </summary>
[Allows(Act.UseMail)]
internal abstract class MailPage(Desk desk) : PageModel
{
    protected Desk Desk => desk;

    protected SignedInAccount Me => HttpContext.Reader();

    /// <summary>A list that refreshes itself is not somebody reading.</summary>
    protected bool IsRefresh => ByItself.Is(Request);

    [TempData]
    public string? Said { get; set; }

    /// <summary>How to undo what is said.</summary>
    [TempData]
    public string? Undo { get; set; }

    protected async Task<AccountMailbox?> FrameAsync(Shell shell, Guid? mailboxId, CancellationToken ct)
    {
        var mailboxes = Shell.Ordered(await desk.MailboxesAsync(Me, ct));
        var mailbox = mailboxes.FirstOrDefault(m => m.Mailbox.Id == mailboxId);
        ViewData["Shell"] = shell with
        {
            Mailboxes = mailboxes,
            Mailbox = mailbox,
            Notice = Said is null || IsRefresh ? null : new Notice(Said, WayBack.Read(Undo)),
        };
        return mailbox;
    }

    protected Shell NewShell(Pane pane, string title, string subtitle = "") =>
        new()
        {
            Mailboxes = [],
            Pane = pane,
            AccountId = Me.Id,
            PersonName = Me.DisplayName,
            Title = title,
            Subtitle = subtitle,
        };

    protected IActionResult Back(string address, string? said = null, WayBack? undo = null)
    {
        (Said, Undo) = (said, undo?.ToString());
        return Redirect(address);
    }
}
