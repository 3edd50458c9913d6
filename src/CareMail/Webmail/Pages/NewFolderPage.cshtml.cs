using CareMail.Mailboxes;
using CareMail.Webmail.Folders;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Makes a folder.</summary>
internal sealed class NewFolderPageModel(Desk desk, CreateFolder create) : QuestionPage(desk)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Guid? Below { get; set; }

    public IReadOnlyList<Folder> Places { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct) =>
        await OpenAsync(mailbox, ct) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(Guid mailbox, CancellationToken ct)
    {
        if (await OpenAsync(mailbox, ct) is not { } open)
        {
            return NotFound();
        }

        var outcome = await create.RunAsync(open, Below, Name, ct);
        return outcome.IsDone(out var made, out var no) ? Done(FolderWords.Leaf(made) + " is made") : Again(no);
    }

    private async Task<AccountMailbox?> OpenAsync(Guid mailbox, CancellationToken ct)
    {
        var open = (await Desk.MailboxesAsync(Me, ct)).FirstOrDefault(m => m.Mailbox.Id == mailbox);
        if (open is not null)
        {
            Mailbox = open.Mailbox;
            Places = FolderRules.Places(open.Folders);
        }

        return open;
    }
}
