using CareMail.Mailboxes;
using CareMail.Webmail.Folders;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Asks before Deleted is emptied.</summary>
internal sealed class EmptyBinPageModel(Desk desk, EmptyBin empty) : QuestionPage(desk)
{
    public Folder Folder { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid folder, CancellationToken ct) =>
        !await OpenAsync(folder, ct) ? NotFound()
        : Folder.Messages == 0 ? Back(MailLinks.Folder(folder), "Deleted is empty already")
        : Page();

    public async Task<IActionResult> OnPostAsync(Guid folder, [FromForm] uint before, CancellationToken ct)
    {
        if (!await OpenAsync(folder, ct))
        {
            return NotFound();
        }

        var outcome = await empty.RunAsync(Folder, before, ct);
        return outcome.IsDone(out var emptied, out var no)
            ? Back(MailLinks.Folder(folder), Words.Messages(emptied.Messages) + " deleted for good")
            : Again(no);
    }

    private async Task<bool> OpenAsync(Guid folder, CancellationToken ct)
    {
        if (await FindAsync(folder, f => f.Use == SpecialUse.Deleted, ct) is not { } found)
        {
            return false;
        }

        Folder = found.Folder;
        return true;
    }
}
