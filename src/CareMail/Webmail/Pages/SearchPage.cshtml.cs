using CareMail.Web;
using CareMail.Webmail.Reading;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Search in one mailbox, over all its folders.</summary>
internal sealed class SearchPageModel(Desk desk, Lists lists, Finding finding, SealedWords words) : MailPage(desk)
{
    public ListView List { get; private set; } = null!;

    public string Title { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct)
    {
        var text = words.Read(Request.Query[MailLinks.SearchFor]);
        var shell = NewShell(Pane.List, "Search", text) with { Search = text };
        if (await FrameAsync(shell, mailbox, ct) is not { } open)
        {
            return NotFound();
        }

        var (found, isCut) = await finding.InAsync(open, text, ct);
        List = await lists.FoundAsync(open, text, found, isCut, ct);
        Title = (text.Length == 0 ? "Search " : "Found in ") + open.Mailbox.DisplayName;
        return Page();
    }

    /// <summary>To the address of what is found, which does not show the words.</summary>
    public IActionResult OnPost(Guid mailbox, [FromForm] string? q) =>
        Redirect(MailLinks.Search(mailbox, words.Seal(q)));
}
