using System.Globalization;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Reading;

/// <summary>Makes lists of messages: one read for the page of entries, one for whose addresses they are.</summary>
internal sealed class Lists(FolderView view, Origins origins, TimeProvider clock)
{
    public const int PageSize = 50;

    public async Task<ListView> FolderAsync(
        FolderGrant grant,
        IReadOnlyList<Folder> folders,
        ListQuery query,
        (Guid, uint)? open,
        CancellationToken ct
    )
    {
        var folder = grant.Folder;
        var page = await view.PageAsync(
            folder.Id,
            new PageQuery
            {
                Take = PageSize,
                Before = query.Before,
                After = query.After,
                UnseenOnly = query.UnreadOnly,
                FlaggedOnly = query.FlaggedOnly,
                HideDeleted = true,
            },
            ct
        );
        var rows = await RowsAsync([.. page.Entries.Select(e => (folder, e))], page.ThreadSizes, search: false, ct);
        var address = MailLinks.Folder(folder.Id);
        return new ListView
        {
            Title = FolderWords.Name(folder),
            Note = Note(folder),
            Folder = folder,
            MailboxId = folder.MailboxId,
            Rows = rows,
            Query = query,
            Open = open,
            Newer = page.HasNewer && rows.Count > 0 ? address + query.With(after: rows[0].Uid) : null,
            Older = page.HasOlder && rows.Count > 0 ? address + query.With(before: rows[^1].Uid) : null,
            Targets = [.. Shell.Ordered(folders).Where(f => f.Id != folder.Id && f.Use != SpecialUse.Drafts)],
            OldestUnread = rows.LastOrDefault(r => r.IsUnread)?.Href,
        };
    }

    /// <summary>What a search found, newest first, wherever in the mailbox it is.</summary>
    public async Task<ListView> FoundAsync(
        AccountMailbox mailbox,
        string text,
        IReadOnlyList<PlacedEntry> found,
        bool isCut,
        CancellationToken ct
    )
    {
        var folders = mailbox.Folders.ToDictionary(f => f.Id);
        var entries = found
            .Where(p => folders.ContainsKey(p.FolderId))
            .Select(p => (folders[p.FolderId], p.Entry))
            .ToList();
        return new ListView
        {
            Title = text.Length == 0 ? "Search" : "Found",
            Note = text.Length == 0 ? "" : Words.Messages(entries.Count),
            MailboxId = mailbox.Mailbox.Id,
            Rows = await RowsAsync(entries, null, search: true, ct),
            Query = new ListQuery(),
            Search = text,
            IsSearchCut = isCut,
        };
    }

    private async Task<IReadOnlyList<Row>> RowsAsync(
        IReadOnlyList<(Folder Folder, FetchedEntry Entry)> entries,
        IReadOnlyDictionary<Guid, int>? threads,
        bool search,
        CancellationToken ct
    )
    {
        var people = entries.Select(e => Shown(e.Folder, e.Entry.Summary.Envelope)).ToList();
        var whose = await origins.OfAsync(people.Select(p => p.Person), ct);
        var now = clock.GetUtcNow();
        return [.. entries.Zip(people, (e, p) => ToRow(e.Folder, e.Entry, p, whose))];

        Row ToRow(Folder folder, FetchedEntry fetched, (Correspondent Person, string Who) shown, OriginsOfPage known)
        {
            var (entry, summary) = (fetched.Entry, fetched.Summary);
            var draft = folder.Use == SpecialUse.Drafts;
            var travel = origins.Travelled(entry, Correspondent.Author(summary.Envelope), folder);
            return new Row
            {
                FolderId = folder.Id,
                Uid = entry.Uid,
                Href = draft ? MailLinks.Draft(folder.Id, entry.Uid) : MailLinks.Message(folder.Id, entry.Uid),
                Day = MailTime.Day(entry.Received, now),
                Time = MailTime.Clock(entry.Received),
                Who = shown.Who,
                Face = shown.Person.Shown,
                Seed = shown.Person.Address,
                IsPlace = known.IsPlace(shown.Person),
                Subject = Subject(summary.Envelope),
                Preview = HeaderText.ForDisplay(summary.Preview),
                IsUnread = !entry.IsSeen,
                IsFlagged = entry.Flags.HasFlag(MessageFlags.Flagged),
                IsAnswered = entry.Flags.HasFlag(MessageFlags.Answered),
                IsForwarded = entry.Flags.HasFlag(MessageFlags.Forwarded),
                IsDraft = draft,
                Travel = travel,
                Files = summary.Attachments.Count,
                Conversation = threads?.GetValueOrDefault(entry.ThreadId, 1) ?? 1,
                FoundIn = search ? FolderWords.Name(folder) : null,
            };
        }
    }

    /// <summary>The author; in Sent and Drafts, whom it goes to.</summary>
    private static (Correspondent Person, string Who) Shown(Folder folder, Envelope envelope)
    {
        if (!FolderWords.IsOutgoing(folder.Use))
        {
            var author = Correspondent.Author(envelope);
            return (author, author.Shown);
        }

        var to = Correspondent.All(envelope.To.Concat(envelope.Cc).Concat(envelope.Bcc));
        return to.Count == 0
            ? (Correspondent.Unknown, "Nobody yet")
            : (to[0], "To " + Correspondent.Names(to, most: 2));
    }

    public static string Subject(Envelope envelope)
    {
        var subject = HeaderText.ForDisplay(envelope.Subject).Trim();
        return subject.Length == 0 ? "No subject" : subject;
    }

    private static string Note(Folder folder) =>
        FolderWords.Count(folder) is { } count
            ? count.Count.ToString(CultureInfo.InvariantCulture) + " " + count.Word
            : Words.Messages((int)folder.Messages);
}
