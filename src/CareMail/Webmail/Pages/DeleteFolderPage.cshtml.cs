using CareMail.Mailboxes;
using CareMail.Webmail.Folders;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Asks before a folder goes, and says what goes with it.</summary>
internal sealed class DeleteFolderPageModel(Desk desk, DeleteFolder delete) : QuestionPage(desk)
{
    public FolderDeletion Deletion { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid folder, CancellationToken ct) =>
        await OpenAsync(folder, ct) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(Guid folder, CancellationToken ct)
    {
        if (await OpenAsync(folder, ct) is not { } mailbox)
        {
            return NotFound();
        }

        var outcome = await delete.RunAsync(mailbox, Deletion.Folder, ct);
        return outcome.IsDone(out var gone, out var no)
            ? Done(FolderWords.Leaf(gone.Folder) + " is deleted")
            : Again(no);
    }

    private async Task<AccountMailbox?> OpenAsync(Guid folder, CancellationToken ct)
    {
        if (await FindAsync(folder, FolderRules.MayChange, ct) is not { } found)
        {
            return null;
        }

        Deletion = FolderDeletion.Of(found.Folder, found.Mailbox.Folders);
        return found.Mailbox;
    }
}
