using CareMail.Webmail.Reading;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>Search in one mailbox, over all its folders.</summary>
internal sealed class SearchPageModel(Desk desk, Lists lists, Finding finding) : MailPage(desk)
{
    public ListView List { get; private set; } = null!;

    public string Title { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid mailbox, string? q, CancellationToken ct)
    {
        var text = (q ?? "").Trim();
        text = text.Length > Finding.LongestQuestion ? text[..Finding.LongestQuestion] : text;
        var shell = NewShell(Pane.List, "Search", text) with { Search = text.Length == 0 ? "" : text };
        if (await FrameAsync(shell, mailbox, ct) is not { } open)
        {
            return NotFound();
        }

        var (found, isCut) = await finding.InAsync(open, text, ct);
        List = await lists.FoundAsync(open, text, found, isCut, ct);
        Title =
            text.Length == 0
                ? "Search " + open.Mailbox.DisplayName
                : "Found for " + text + " - " + open.Mailbox.DisplayName;
        return Page();
    }
}
