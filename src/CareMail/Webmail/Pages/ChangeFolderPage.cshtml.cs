using CareMail.Mailboxes;
using CareMail.Webmail.Folders;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Gives a folder another name or place.</summary>
internal sealed class ChangeFolderPageModel(Desk desk, ChangeFolder change) : QuestionPage(desk)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Guid? Below { get; set; }

    public Folder Folder { get; private set; } = null!;

    public IReadOnlyList<Folder> Places { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid folder, CancellationToken ct)
    {
        if (await OpenAsync(folder, ct) is not { } mailbox)
        {
            return NotFound();
        }

        Name = FolderRules.Leaf(Folder);
        Below = FolderRules.Above(Folder, mailbox.Folders)?.Id;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid folder, CancellationToken ct)
    {
        if (await OpenAsync(folder, ct) is not { } mailbox)
        {
            return NotFound();
        }

        var outcome = await change.RunAsync(mailbox, Folder, Below, Name, ct);
        return outcome.IsDone(out var changed, out var no)
            ? Done($"The folder is now {FolderWords.Name(changed)}")
            : Again(no);
    }

    private async Task<AccountMailbox?> OpenAsync(Guid folder, CancellationToken ct)
    {
        if (await FindAsync(folder, FolderRules.MayChange, ct) is not { } found)
        {
            return null;
        }

        Folder = found.Folder;
        Places = FolderRules.Places(found.Mailbox.Folders, Folder);
        return found.Mailbox;
    }
}
