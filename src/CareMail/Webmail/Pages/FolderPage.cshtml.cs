using CareMail.Webmail.Reading;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>A folder: its messages, newest first, and an empty reading pane beside them.</summary>
internal sealed class FolderPageModel(Desk desk, Lists lists, Actions actions) : MailPage(desk)
{
    public ListView List { get; private set; } = null!;

    public string Title { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid folder, CancellationToken ct)
    {
        if (await Desk.OpenAsync(Me, folder, ct) is not { } grant)
        {
            return NotFound();
        }

        var name = FolderWords.Name(grant.Folder);
        var shell = NewShell(Pane.List, grant.Mailbox.DisplayName, name) with { Folder = grant.Folder };
        var mailbox = await FrameAsync(shell, grant.Mailbox.Id, ct);
        List = await lists.FolderAsync(grant, mailbox?.Folders ?? [], ListQuery.Of(Request.Query), null, ct);
        Title = (List.Note.Length > 0 ? name + ", " + List.Note : name) + " - " + grant.Mailbox.DisplayName;
        return Page();
    }

    /// <summary>The bar over chosen messages.</summary>
    public async Task<IActionResult> OnPostAsync(
        Guid folder,
        [FromForm] string? act,
        [FromForm] uint[] uid,
        [FromForm] Guid? to,
        CancellationToken ct
    )
    {
        if (
            await Desk.OpenAsync(Me, folder, ct) is not { } grant
            || await actions.DoAsync(Me, grant, uid, act, to, ct) is not { } done
        )
        {
            return NotFound();
        }

        if (act == MailAct.Undo && done.Left)
        {
            return Back(MailLinks.Folder(to!.Value), done.Said);
        }

        var query = ListQuery.Of(Request.Query);
        return Back(MailLinks.Folder(folder) + query.Same(selecting: uid.Length == 0), done.Said, done.WayBack);
    }
}
