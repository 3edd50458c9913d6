using CareMail.AddressBook.Lists;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>A message that waits for an owner of a list, as the owner sees it.</summary>
public sealed record WaitingPost(
    ListPost Post,
    string From,
    string Subject,
    string Preview,
    IReadOnlyList<string> Files
);

/// <summary>A report that came back to a list: somebody on it did not get a message.</summary>
public sealed record ReturnedPost(uint Uid, string From, string Subject, string Preview, DateTimeOffset Came);

/// <summary>
/// What waits at a list for its owners, and what came back to it. Who decides has asked whether they may, and audits it in
/// the same transaction.
/// </summary>
public sealed class ListApprovals
{
    private readonly MailStore _store;
    private readonly FolderTree _folders;
    private readonly FolderView _view;
    private readonly MailingLists _lists;
    private readonly ListDelivery _delivery;
    private readonly NoticeQueue _notices;
    private readonly Database _database;

    internal ListApprovals(
        MailStore store,
        FolderTree folders,
        FolderView view,
        MailingLists lists,
        ListDelivery delivery,
        NoticeQueue notices,
        Database database
    ) =>
        (_store, _folders, _view, _lists, _delivery, _notices, _database) = (
            store,
            folders,
            view,
            lists,
            delivery,
            notices,
            database
        );

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<WaitingPost>> OfAsync(Guid listId, CancellationToken ct = default)
    {
        var waiting = new List<WaitingPost>();
        foreach (var post in await _lists.PostsAsync(listId, ct))
        {
            if (await _store.OpenAsync(post.MessageId, ct) is { } message)
            {
                var envelope = message.Summary.Envelope;
                waiting.Add(
                    new WaitingPost(
                        post,
                        AuthorOf(envelope, post.Sender),
                        envelope.Subject ?? "",
                        message.Summary.Preview,
                        FilesOf(message.Summary.Root)
                    )
                );
            }
        }

        return waiting;
    }

    /// <summary>False if another owner decided meanwhile; then nothing was done.</summary>
    public async Task<bool> ApproveAsync(
        MailingList list,
        ListPost post,
        Func<WriteTransaction, Task> alongside,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(post);
        if (await _store.OpenAsync(post.MessageId, ct) is not { } message)
        {
            return false;
        }

        var copies = await _delivery.ReleaseAsync(message, list, post, ct);
        try
        {
            var result = await _store.FileAsync(
                copies.Filings,
                copies.Retained,
                async tx =>
                {
                    if (!await MailingLists.TakePostAsync(tx, post.Id))
                    {
                        throw new DecidedException();
                    }

                    await copies.WriteAsync(tx);
                    await _store.ReleaseAsync(tx, post.MessageId, list.OrganisationId);
                    await alongside(tx);
                },
                ct
            );
            return result.IsFiled;
        }
        catch (DecidedException)
        {
            return false;
        }
    }

    /// <summary>The sender reads the reason. False if another owner decided meanwhile.</summary>
    public async Task<bool> RefuseAsync(
        MailingList list,
        ListPost post,
        string reason,
        Func<WriteTransaction, Task> alongside,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(post);
        var subject = (await _store.OpenAsync(post.MessageId, ct))?.Summary.Envelope.Subject ?? "";
        return await _database.WriteAsync(
            async tx =>
            {
                if (!await MailingLists.TakePostAsync(tx, post.Id))
                {
                    return false;
                }

                await _store.ReleaseAsync(tx, post.MessageId, list.OrganisationId);
                await _notices.QueueAsync(
                    tx,
                    new NewNotice(NoticeKind.ListPostRefused, post.Id, post.Sender)
                    {
                        Values = new Dictionary<string, string>
                        {
                            ["list"] = list.Name,
                            ["subject"] = subject,
                            ["reason"] = reason,
                        },
                    }
                );
                await alongside(tx);
                return true;
            },
            ct
        );
    }

    /// <summary>Newest first, as many as one looks through.</summary>
    public async Task<IReadOnlyList<ReturnedPost>> ReturnedAsync(
        Guid listId,
        int most = 50,
        CancellationToken ct = default
    )
    {
        var returned = new List<ReturnedPost>();
        if (await _folders.FindAsync(listId, SpecialUse.Inbox, ct) is { } inbox)
        {
            await foreach (var entry in _view.FetchAsync(inbox.Id, UidSet.All, FetchParts.Summary, ct: ct))
            {
                returned.Add(
                    new ReturnedPost(
                        entry.Uid,
                        AuthorOf(entry.Envelope, ""),
                        entry.Envelope.Subject ?? "",
                        entry.Summary.Preview,
                        entry.Entry.Received
                    )
                );
            }
        }

        return [.. returned.OrderByDescending(r => r.Uid).Take(most)];
    }

    /// <summary>What came back has been dealt with.</summary>
    public async Task ClearAsync(Guid listId, CancellationToken ct = default)
    {
        if (await _folders.FindAsync(listId, SpecialUse.Inbox, ct) is { } inbox)
        {
            await _view.RemoveAsync(inbox.Id, UidSet.All, ct);
        }
    }

    private static string AuthorOf(Envelope envelope, string sender) =>
        envelope.From is [var author, ..] ? author.Address ?? sender : sender;

    private static IReadOnlyList<string> FilesOf(MimePart root) =>
        [.. root.All().Select(part => part.FileName).OfType<string>().Where(name => name.Length > 0)];

    private sealed class DecidedException() : Exception("Another owner decided meanwhile.");
}
