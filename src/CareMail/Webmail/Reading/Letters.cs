using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Webmail.SafeHtml;
using Microsoft.AspNetCore.Html;

namespace CareMail.Webmail.Reading;

/// <summary>What the reader asked for beyond the usual: pictures from outside, or the other of two forms.</summary>
internal readonly record struct LetterWish(bool Pictures, bool PlainText);

/// <summary>Makes the reading pane of one message.</summary>
internal sealed class Letters(FolderView view, Origins origins, Names names, TimeProvider clock)
{
    // A reader scrolls through a page of text or two; a megabyte of it is a program's output, and can be saved.
    public const int TextLength = 300_000;
    public const int HtmlLength = 2_000_000;

    public async Task<LetterView> ReadAsync(
        SignedInAccount reader,
        FolderGrant grant,
        FetchedEntry message,
        IReadOnlyList<Folder> folders,
        LetterWish wish,
        CancellationToken ct
    )
    {
        var (folder, entry, summary) = (grant.Folder, message.Entry, message.Summary);
        var from = Correspondent.Author(summary.Envelope);
        var conversation = await view.ThreadAsync(folder.MailboxId, entry.ThreadId, FetchParts.Summary, ct);
        var whose = await origins.OfAsync(
            conversation.Select(c => Correspondent.Author(c.Entry.Envelope)).Append(from),
            ct
        );
        var body = await BodyAsync(message, folder.Id, wish, ct);
        var now = clock.GetUtcNow();
        return body with
        {
            FolderId = folder.Id,
            FolderUse = folder.Use,
            Uid = entry.Uid,
            Self = MailLinks.Message(folder.Id, entry.Uid),
            Subject = Lists.Subject(summary.Envelope),
            From = from,
            Sender = SenderOf(summary.Envelope, from),
            IsPlace = whose.IsPlace(from),
            IsMine = from.Address.Equals(reader.UserName, StringComparison.OrdinalIgnoreCase),
            To = Correspondent.All(summary.Envelope.To),
            Cc = Correspondent.All(summary.Envelope.Cc),
            Bcc = Correspondent.All(summary.Envelope.Bcc),
            When = MailTime.Full(entry.Received, now),
            Travel = origins.Travelled(entry, from, folder),
            Files = Files(summary, folder.Id, entry.Uid),
            IsFlagged = entry.Flags.HasFlag(MessageFlags.Flagged),
            IsUnread = !entry.IsSeen,
            ReadBy = grant.Mailbox.Kind == MailboxKind.Shared ? await ReadByAsync(folder.Id, entry.Uid, ct) : [],
            Conversation = Lines(conversation, folders, (folder.Id, entry.Uid), whose),
            Targets = [.. Shell.Ordered(folders).Where(f => f.Id != folder.Id && f.Use != SpecialUse.Drafts)],
        };
    }

    /// <summary>The sanitised HTML of a message, for its frame; null if it has none.</summary>
    public static async Task<SafeHtmlResult?> HtmlAsync(
        FetchedEntry message,
        SafeHtmlOptions options,
        CancellationToken ct
    )
    {
        if (MessageText.Bodies(message.Summary.Root).Html is not { } part)
        {
            return null;
        }

        var source = await message.Content.ReadTextAsync(part, HtmlLength, ct);
        return MessageHtml.Sanitise(source, options);
    }

    private static async Task<LetterView> BodyAsync(
        FetchedEntry message,
        Guid folderId,
        LetterWish wish,
        CancellationToken ct
    )
    {
        var (plain, html) = MessageText.Bodies(message.Summary.Root);
        var empty = Empty(folderId, message.Uid);
        var self = MailLinks.Message(folderId, message.Uid);
        if (html is not null && !(wish.PlainText && plain is not null))
        {
            var safe = await HtmlAsync(message, new SafeHtmlOptions(), ct);
            return empty with
            {
                Frame = MailLinks.Letter(folderId, message.Uid, wish.Pictures),
                HiddenPictures = wish.Pictures ? 0 : safe!.RemoteImages,
                IsCut = safe!.IsCut,
                OtherForm = plain is null ? null : self + "?form=text",
            };
        }

        var text = plain is null ? "" : await message.Content.ReadTextAsync(plain, TextLength + 1, ct);
        return empty with
        {
            // Made by our own escaping linkifier, never by the sender.
            Text = new HtmlString(MessageHtml.FromPlainText(text.Length > TextLength ? text[..TextLength] : text)),
            IsCut = text.Length > TextLength,
            OtherForm = html is null ? null : self,
        };
    }

    private async Task<IReadOnlyList<(string, string)>> ReadByAsync(Guid folderId, uint uid, CancellationToken ct)
    {
        var readings = await view.ReadingsAsync(folderId, UidSet.Of(uid), ct);
        if (readings.Count == 0)
        {
            return [];
        }

        var known = await names.OfAsync([.. readings.Select(r => r.AccountId)], ct);
        var now = clock.GetUtcNow();
        return
        [
            .. readings.Select(r =>
                (known.GetValueOrDefault(r.AccountId, "somebody who left"), MailTime.Short(r.At, now))
            ),
        ];
    }

    private List<ConversationLine> Lines(
        IReadOnlyList<PlacedEntry> conversation,
        IReadOnlyList<Folder> folders,
        (Guid, uint) open,
        OriginsOfPage whose
    )
    {
        var known = folders.ToDictionary(f => f.Id);
        var now = clock.GetUtcNow();
        List<ConversationLine> lines = [];
        foreach (var (folderId, fetched) in conversation)
        {
            if (!known.TryGetValue(folderId, out var folder) || folder.Use == SpecialUse.Drafts)
            {
                continue;
            }

            var author = Correspondent.Author(fetched.Envelope);
            lines.Add(
                new ConversationLine(
                    MailLinks.Message(folderId, fetched.Uid),
                    author.Shown,
                    author.Address,
                    whose.IsPlace(author),
                    MailTime.Short(fetched.Entry.Received, now),
                    HeaderText.ForDisplay(fetched.Summary.Preview),
                    FolderWords.Name(folder),
                    IsThis: (folderId, fetched.Uid) == open,
                    IsUnread: !fetched.Entry.IsSeen
                )
            );
        }

        return lines;
    }

    private static IReadOnlyList<FileView> Files(MessageSummary summary, Guid folderId, uint uid) =>
        [
            .. summary.Attachments.Select(a =>
            {
                var (badge, words, document) = FileKind.Of(a.FileName);
                return new FileView(
                    a.FileName,
                    MailLinks.File(folderId, uid, a.Path),
                    badge,
                    words,
                    FileKind.Size(a.ApproximateSize),
                    document
                );
            }),
        ];

    private static Correspondent? SenderOf(Envelope envelope, Correspondent from) =>
        envelope.Sender.FirstOrDefault(a => a.IsMailbox) is { IsMailbox: true } sender
        && Correspondent.Of(sender) is var other
        && !other.Address.Equals(from.Address, StringComparison.OrdinalIgnoreCase)
            ? other
            : null;

    private static LetterView Empty(Guid folderId, uint uid) =>
        new()
        {
            FolderId = folderId,
            FolderUse = SpecialUse.None,
            Uid = uid,
            Subject = "",
            From = Correspondent.Unknown,
            To = [],
            Cc = [],
            Bcc = [],
            When = "",
            Files = [],
            Self = "",
        };
}
