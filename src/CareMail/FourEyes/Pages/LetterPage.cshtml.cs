using CareMail.Access;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>A message read under an approval, or saved as it came.</summary>
internal abstract class LetterPage : ApprovalPages
{
    public ReadLetter Letter { get; private set; } = null!;

    protected async Task<IActionResult> ShowAsync(StoredMessageReader? content, CancellationToken ct)
    {
        if (content is null)
        {
            return NotFound();
        }

        Letter = await ApprovedMail.ReadAsync(content, ct);
        return Page();
    }

    protected IActionResult Save(StoredMessageReader? content) =>
        content is null ? NotFound() : File(content.OpenStream(), "application/octet-stream", "message.eml");
}

[Allows(Act.ReadUnderApproval)]
internal sealed class FolderLetterModel(ApprovedMail mail) : LetterPage
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid folder, uint uid, CancellationToken ct) =>
        await ShowAsync(await mail.OpenAsync(Actor, id, folder, uid, ct), ct);

    public async Task<IActionResult> OnGetSaveAsync(Guid id, Guid folder, uint uid, CancellationToken ct) =>
        Save(await mail.OpenAsync(Actor, id, folder, uid, ct));
}

[Allows(Act.ReadUnderApproval)]
internal sealed class KeptLetterModel(ApprovedMail mail) : LetterPage
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid message, CancellationToken ct) =>
        await ShowAsync(await mail.OpenKeptAsync(Actor, id, message, ct), ct);

    public async Task<IActionResult> OnGetSaveAsync(Guid id, Guid message, CancellationToken ct) =>
        Save(await mail.OpenKeptAsync(Actor, id, message, ct));
}
