using CareMail.Mailboxes;
using CareMail.Webmail.Reading;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Webmail.Pages;

/// <summary>A message, beside the list it stands in. Opening it marks it read and remembers who opened it.</summary>
internal sealed class MessagePageModel(Desk desk, Lists lists, Letters letters, Actions actions, FolderView view)
    : MailPage(desk)
{
    public ListView List { get; private set; } = null!;

    public LetterView Letter { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid folder, uint uid, CancellationToken ct)
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (await Desk.OpenAsync(Me, folder, uid, Parts, ct) is not { } opened)
        {
            return NotFound();
        }

        var grant = opened.Grant;
        if (!IsRefresh && !IsLoadAhead)
        {
            await MarkReadAsync(grant, opened.Message.Entry, ct);
        }

        var name = FolderWords.Name(grant.Folder);
        var shell = NewShell(Pane.Message, grant.Mailbox.DisplayName, name) with
        {
            Folder = grant.Folder,
            Back = MailLinks.Folder(folder) + AroundThis(uid),
            BackLabel = "Back to " + name,
        };
        var mailbox = await FrameAsync(shell, grant.Mailbox.Id, ct);
        var folders = mailbox?.Folders ?? [];
        // The counts of the list come from the frame, read after the message was marked.
        grant = grant with
        {
            Folder = folders.FirstOrDefault(f => f.Id == folder) ?? grant.Folder,
        };
        List = await lists.FolderAsync(grant, folders, ListQuery.Of(Request.Query), (folder, uid), ct);
        var wish = new LetterWish(Request.Query["pictures"] == "1", Request.Query["form"] == "text");
        Letter = await letters.ReadAsync(Me, grant, opened.Message, folders, wish, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(
        Guid folder,
        uint uid,
        [FromForm] string? act,
        [FromForm] Guid? to,
        CancellationToken ct
    )
    {
        if (
            await Desk.OpenAsync(Me, folder, uid, FetchParts.Entry, ct) is not { } opened
            || await actions.DoAsync(Me, opened.Grant, [uid], act, to, ct) is not { } done
        )
        {
            return NotFound();
        }

        // Opening it again would mark it read again.
        var stays = !done.Left && act != MailAct.Unread;
        return Back(stays ? MailLinks.Message(folder, uid) : MailLinks.Folder(folder), done.Said, done.WayBack);
    }

    private bool IsLoadAhead =>
        Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    /// <summary>The list beside an old message begins at that message, not with today's.</summary>
    private string AroundThis(uint uid) => Request.Query.ContainsKey("before") ? $"?before={uid + 1}" : "";

    private async Task MarkReadAsync(FolderGrant grant, FolderEntry entry, CancellationToken ct)
    {
        var uid = UidSet.Of(entry.Uid);
        var known =
            entry.IsSeen
            && (
                grant.Mailbox.Kind == MailboxKind.Personal
                || (await view.ReadingsAsync(grant.Folder.Id, uid, ct)).Any(r => r.AccountId == Me.Id)
            );
        if (!known)
        {
            var seen = FlagChange.Add(MessageFlags.Seen);
            await view.StoreFlagsAsync(grant.Folder.Id, uid, seen, accountId: Me.Id, ct: ct);
        }
    }
}
