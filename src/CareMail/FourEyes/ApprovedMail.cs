using CareMail.Access;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.FourEyes;

/// <summary>A line of a list: a message of a folder, or one that only the hold keeps.</summary>
internal sealed record MailLine(string Path, string From, string Subject, DateTimeOffset At, bool HasFiles);

/// <summary>A page of a mailbox that is read under an approval.</summary>
internal sealed record MailSheet(
    IReadOnlyList<Folder> Folders,
    Folder? Folder,
    IReadOnlyList<MailLine> Lines,
    string? Older
);

/// <summary>One message as its reader under an approval sees it: words and the names of files, nothing that acts.</summary>
internal sealed record ReadLetter(
    string Subject,
    IReadOnlyList<(string Name, string Value)> Head,
    string Text,
    IReadOnlyList<Attachment> Files
);

/// <summary>
/// Reads a mailbox for whoever a second person allowed it. Nothing is changed by it, not even what is unread; each message
/// opened is in the record of whose mailbox it is.
/// </summary>
internal sealed class ApprovedMail(
    Database database,
    Approvals approvals,
    FolderTree tree,
    FolderView view,
    MailStore store,
    MailboxHolds holds
)
{
    private const int Lines = 50;
    private const int TextLength = 300_000;

    /// <summary>Null: there is no approval that opens it now.</summary>
    public async Task<(ApprovalSheet Approval, MailSheet Mail)?> ListAsync(
        Actor actor,
        Guid id,
        Guid? folderId,
        uint? before,
        CancellationToken ct
    )
    {
        if (await approvals.UsableAsync(actor, id, DangerousAct.OpenMailbox, ct) is not { } open)
        {
            return null;
        }

        var folders = await tree.ListAsync(open.Mailbox.Id, ct);
        var folder = folderId is { } asked
            ? folders.FirstOrDefault(f => f.Id == asked)
            : folders.FirstOrDefault(f => f.Use is SpecialUse.Inbox);
        if (folder is null)
        {
            return null;
        }

        var page = await view.PageAsync(folder.Id, new PageQuery { Take = Lines, Before = before }, ct);
        var lines = page
            .Entries.Select(e => Line($"/manage/approvals/{id}/mail/{folder.Id}/{e.Uid}", e.Summary, e.Entry.Received))
            .ToList();
        var older = page.HasOlder
            ? $"/manage/approvals/{id}/mail?folder={folder.Id}&before={page.Entries[^1].Uid}"
            : null;
        return (open.Sheet, new MailSheet(folders, folder, lines, older));
    }

    /// <summary>What its readers removed since it is on hold.</summary>
    public async Task<(ApprovalSheet Approval, MailSheet Mail)?> KeptAsync(
        Actor actor,
        Guid id,
        int skip,
        CancellationToken ct
    )
    {
        if (await approvals.UsableAsync(actor, id, DangerousAct.OpenMailbox, ct) is not { } open)
        {
            return null;
        }

        var lines = new List<MailLine>();
        var kept = await holds.KeptAsync(open.Mailbox.Id, Lines + 1, Math.Max(0, skip), ct);
        foreach (var message in kept.Take(Lines))
        {
            if (await store.OpenAsync(message.MessageId, ct) is { } content)
            {
                var path = $"/manage/approvals/{id}/kept/{message.MessageId}";
                lines.Add(Line(path, content.Summary, message.Received));
            }
        }

        var older = kept.Count > Lines ? $"/manage/approvals/{id}/kept?skip={skip + Lines}" : null;
        return (open.Sheet, new MailSheet(await tree.ListAsync(open.Mailbox.Id, ct), null, lines, older));
    }

    /// <summary>Opens a message, and records that it was opened.</summary>
    public async Task<StoredMessageReader?> OpenAsync(
        Actor actor,
        Guid id,
        Guid folderId,
        uint uid,
        CancellationToken ct
    )
    {
        if (
            await approvals.UsableAsync(actor, id, DangerousAct.OpenMailbox, ct) is not { } open
            || await tree.FindAsync(folderId, ct) is not { } folder
            || folder.MailboxId != open.Mailbox.Id
            || await view.FindAsync(folderId, uid, FetchParts.Summary | FetchParts.Content, ct) is not { } found
        )
        {
            return null;
        }

        await RecordAsync(actor, open.Sheet.Approval, found.Entry.MessageId, ct);
        return found.Content;
    }

    /// <summary>The same for what only the hold keeps.</summary>
    public async Task<StoredMessageReader?> OpenKeptAsync(Actor actor, Guid id, Guid messageId, CancellationToken ct)
    {
        if (
            await approvals.UsableAsync(actor, id, DangerousAct.OpenMailbox, ct) is not { } open
            || !await holds.KeepsAsync(open.Mailbox.Id, messageId, ct)
            || await store.OpenAsync(messageId, ct) is not { } content
        )
        {
            return null;
        }

        await RecordAsync(actor, open.Sheet.Approval, messageId, ct);
        return content;
    }

    public static async Task<ReadLetter> ReadAsync(StoredMessageReader content, CancellationToken ct)
    {
        var summary = content.Summary;
        var envelope = summary.Envelope;
        var (plain, html) = MessageText.Bodies(summary.Root);
        var text =
            plain is not null ? await content.ReadTextAsync(plain, TextLength, ct)
            : html is not null ? MessageText.FromHtml(await content.ReadTextAsync(html, TextLength, ct))
            : "";
        return new ReadLetter(
            Subject(envelope),
            [
                .. new (string Name, string Value)[]
                {
                    ("From", People(envelope.From)),
                    ("To", People(envelope.To)),
                    ("Copy", People(envelope.Cc)),
                    ("Blind copy", People(envelope.Bcc)),
                }.Where(line => line.Value.Length > 0),
            ],
            text,
            summary.Attachments
        );
    }

    private Task RecordAsync(Actor actor, Approval approval, Guid messageId, CancellationToken ct) =>
        database.WriteAsync(
            tx =>
                approvals.RecordAsync(
                    tx,
                    actor,
                    Act.ReadUnderApproval,
                    approval,
                    approval.Reason,
                    $"message {messageId}"
                ),
            ct
        );

    private static MailLine Line(string path, MessageSummary summary, DateTimeOffset at) =>
        new(path, People(summary.Envelope.From), Subject(summary.Envelope), at, summary.HasAttachments);

    private static string Subject(Envelope envelope) =>
        HeaderText.ForDisplay(envelope.Subject) is { Length: > 0 } subject ? subject : "(no subject)";

    private static string People(IEnumerable<HeaderAddress> addresses) =>
        string.Join(
            ", ",
            addresses
                .Where(a => a.IsMailbox)
                .Select(a => HeaderText.ForDisplay(a.Name.Length > 0 ? $"{a.Name} <{a.Address}>" : a.Address))
        );
}
