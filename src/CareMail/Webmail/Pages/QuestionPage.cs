using CareMail.Access;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Webmail.Pages;

/// <summary>A question about a folder, on a page of its own with the portal's frame around it.</summary>
internal abstract class QuestionPage(Desk desk) : MailPage(desk)
{
    public Mailbox Mailbox { get; protected set; } = null!;

    public bool IsShared => !Shell.IsMine(Mailbox);

    /// <summary>A folder of the reader that is theirs to arrange; null otherwise, and for a standard folder if it must not be one.</summary>
    protected async Task<(AccountMailbox Mailbox, Folder Folder)?> FindAsync(
        Guid folder,
        Func<Folder, bool> which,
        CancellationToken ct
    )
    {
        if (await Desk.ArrangeAsync(Me, folder, ct) is not { } found || !which(found.Folder))
        {
            return null;
        }

        Mailbox = found.Mailbox.Mailbox;
        return found;
    }

    /// <summary>The page again, with what was typed and the reason.</summary>
    protected PageResult Again(Refusal no)
    {
        ModelState.AddModelError(no.Field ?? "", no.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>Back to the folders of the mailbox.</summary>
    protected IActionResult Done(string said) => Back(MailLinks.FoldersOf(Mailbox.Id), said);
}
