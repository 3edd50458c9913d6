using CareMail.AddressBook;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Webmail.Writing;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>
/// Writing: a new message, an answer, or a saved draft. Everything is one form and its buttons, so that it works without
/// JavaScript; with it the same form is posted while typing, on picking a file and on naming a recipient.
/// </summary>
[RequestSizeLimit(WritingLimits.RequestBytes)]
// Whole in memory rather than in a temporary file: what is attached never lies unencrypted on a disk.
[RequestFormLimits(
    MultipartBodyLengthLimit = WritingLimits.RequestBytes,
    MemoryBufferThreshold = (int)WritingLimits.RequestBytes,
    ValueLengthLimit = 4 * WritingLimits.TextLength
)]
internal sealed class WritePageModel(
    Desk desk,
    Addresses addresses,
    Drafts drafts,
    Sending sending,
    WriteViews views,
    ChosenRecipients chosen,
    FolderView folders,
    TimeProvider clock
) : MailPage(desk)
{
    public WriteView View { get; private set; } = null!;

    [BindProperty]
    public DraftForm Form { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await BeginAsync(ct) is not { } form)
        {
            return NotFound();
        }

        Form = form;
        return await ShowAsync([], null, ct);
    }

    public async Task<IActionResult> OnPostAsync(
        [FromForm] string? act,
        [FromForm] List<IFormFile> file,
        CancellationToken ct
    )
    {
        act ??= "show";
        Form.How = Answering.Known(Form.How);
        if (act == "discard")
        {
            return await DiscardAsync(ct);
        }

        if (act.StartsWith("remove ", StringComparison.Ordinal))
        {
            Remove(act["remove ".Length..]);
            return await ShowAsync([], null, ct);
        }

        if (act is "quote-text" or "quote-none")
        {
            return await UnquoteAsync(asText: act == "quote-text", ct);
        }

        var drop = act.StartsWith("drop ", StringComparison.Ordinal) ? act["drop ".Length..] : null;
        var added = file.Where(f => f.Length > 0).Select(Outgoing).ToList();
        if (await drafts.ReadAsync(Me, Form, added, drop, ct) is not { } draft)
        {
            return NotFound();
        }

        if (act == "send")
        {
            return await SendAsync(draft, ct);
        }

        return act is "save" or "attach" || drop is not null
            ? await SaveAsync(draft, ct)
            : await ShowAsync([], null, ct);
    }

    private async Task<DraftForm?> BeginAsync(CancellationToken ct)
    {
        var senders = await addresses.SendersOfAsync(Me.Id, ct);
        if (MailLinks.ReadAt(Request.Query["draft"]) is { } saved)
        {
            return await drafts.OpenAsync(Me, saved.Folder, saved.Uid, ct);
        }

        foreach (var how in (string[])[Answering.Reply, Answering.ReplyAll, Answering.Forward])
        {
            if (Request.Query.ContainsKey(how))
            {
                return MailLinks.ReadAt(Request.Query[how]) is { } at ? await AnswerAsync(how, at, senders, ct) : null;
            }
        }

        var from = Guid.TryParse(Request.Query["from"], out var mailbox)
            ? senders.FirstOrDefault(s => s.MailboxId == mailbox)
            : null;
        return new DraftForm
        {
            From = from?.Address.ToString() ?? (senders.Count > 0 ? senders[0].Address.ToString() : ""),
            Key = Drafts.NewKey(),
            To =
            [
                .. Request.Query["to"].OfType<string>(),
                .. await chosen.FromAsync(Request.Query, User.Account()!, ct),
            ],
        };
    }

    private async Task<DraftForm?> AnswerAsync(
        string how,
        (Guid Folder, uint Uid) at,
        IReadOnlyList<SenderAddress> senders,
        CancellationToken ct
    )
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (await Desk.OpenAsync(Me, at.Folder, at.Uid, Parts, ct) is not { } opened)
        {
            return null;
        }

        var form = await Answering.BeginAsync(how, opened.Grant, opened.Message, senders, ct);
        form.Key = Drafts.NewKey();
        return form;
    }

    private async Task<IActionResult> SendAsync(Draft draft, CancellationToken ct)
    {
        var result = await sending.SendAsync(Me, draft, ct);
        if (!result.IsSent)
        {
            return await ShowAsync(result.Problems, null, ct);
        }

        var inbox =
            draft.Original is { } original ? MailLinks.Folder(original.Grant.Folder.Id)
            : await Desk.FolderAsync(draft.From.MailboxId, SpecialUse.Inbox, ct) is { } folder
                ? MailLinks.Folder(folder.Id)
            : MailLinks.Home;
        return Back(inbox, result.Said);
    }

    private async Task<IActionResult> SaveAsync(Draft draft, CancellationToken ct)
    {
        var (at, refused) = await drafts.SaveAsync(draft, ct);
        if (at is null)
        {
            return await ShowAsync([("files", refused!)], null, ct);
        }

        Form.Draft = at;
        Form.Carry = [];
        return await ShowAsync([], MailTime.Clock(clock.GetUtcNow()), ct);
    }

    /// <summary>Into Deleted, where it can be found again.</summary>
    private async Task<IActionResult> DiscardAsync(CancellationToken ct)
    {
        if (
            MailLinks.ReadAt(Form.Draft) is { } at
            && await Desk.OpenAsync(Me, at.Folder, at.Uid, FetchParts.Entry, ct) is { } opened
            && opened.Grant.Folder.Use == SpecialUse.Drafts
            && await Desk.FolderAsync(opened.Grant.Mailbox.Id, SpecialUse.Deleted, ct) is { } deleted
        )
        {
            var moved = await folders.MoveAsync(at.Folder, UidSet.Of(at.Uid), deleted.Id, ct);
            return Back(
                MailLinks.Folder(at.Folder),
                "Draft moved to Deleted",
                WayBack.Of(moved, deleted.Id, at.Folder)
            );
        }

        return Back(MailLinks.Home, "Discarded");
    }

    /// <summary>The original goes into the text, where it can be shortened, or not at all.</summary>
    private async Task<IActionResult> UnquoteAsync(bool asText, CancellationToken ct)
    {
        if (asText && (await drafts.ReadAsync(Me, Form, [], null, ct))?.Quotation is { } quotation)
        {
            Form.Text = quotation.TextAfter(Form.Text.TrimEnd() + "\n");
        }

        Form.Quote = false;
        return await ShowAsync([], null, ct);
    }

    private void Remove(string recipient)
    {
        foreach (var field in (List<string>[])[Form.To, Form.Cc, Form.Bcc])
        {
            field.Remove(recipient);
        }
    }

    private async Task<IActionResult> ShowAsync(
        IReadOnlyList<(string, string)> problems,
        string? savedAt,
        CancellationToken ct
    )
    {
        View = await views.MakeAsync(Me, Form, problems, savedAt, ct);
        var from = View.Senders.FirstOrDefault(s =>
            s.Address.ToString().Equals(Form.From, StringComparison.OrdinalIgnoreCase)
        );
        var shell = NewShell(Pane.Write, View.Heading, from is null ? "" : "from " + from.DisplayName) with
        {
            Back = View.Back,
            BackLabel = "Back without sending",
        };
        // What the form holds now differs from what was posted: the page must show the former.
        ModelState.Clear();
        await FrameAsync(shell, from?.MailboxId, ct);
        return Page();
    }

    private static OutgoingAttachment Outgoing(IFormFile file) =>
        new(
            HeaderText.SafeFileName(file.FileName) ?? "attachment",
            System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(file.ContentType, out var type)
            && type.MediaType is { } media
                ? media
                : "application/octet-stream",
            _ => ValueTask.FromResult(file.OpenReadStream())
        );
}
