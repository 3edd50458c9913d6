using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>The folders of mailboxes: names, standard folders, subscriptions. RFC 9051 §6.3.4–6.3.9.</summary>
public sealed class FolderTree(Database database, FolderView view, FolderChanges changes, TimeProvider time)
{
    private static readonly MailboxLimits Limits = MailboxLimits.Default;
    private readonly FolderEdits _edits = new(view, changes, time, Limits);

    public Task<IReadOnlyList<Folder>> ListAsync(Guid mailboxId, CancellationToken ct = default) =>
        ListAsync([mailboxId], ct);

    /// <summary>The folders of many mailboxes with their counts, in one query; INBOX and standard folders first, then by name.</summary>
    public async Task<IReadOnlyList<Folder>> ListAsync(
        IReadOnlyCollection<Guid> mailboxIds,
        CancellationToken ct = default
    )
    {
        var folders = await database.ListAsync(
            $"SELECT {FolderTable.Columns} FROM mailboxes_folder f WHERE {SqlIds.In(database.Engine, "f.mailbox_id", "@ids")}",
            FolderTable.Read,
            ct,
            ("@ids", SqlIds.List(database.Engine, mailboxIds))
        );
        return [.. MailboxOrder.Of(folders)];
    }

    /// <summary>All mailboxes of an account with their folders and counts, in one query: personal first, then by name.</summary>
    public async Task<IReadOnlyList<AccountMailbox>> OfAccountAsync(Guid accountId, CancellationToken ct = default)
    {
        const int Right = MailboxTable.ColumnCount;
        var rows = await database.ListAsync(
            $"""
            SELECT {MailboxTable.Columns}, a.access_right,
                (SELECT COUNT(*) FROM mailboxes_access p WHERE p.mailbox_id = m.id), {FolderTable.Columns}
            FROM mailboxes_access a
            JOIN mailboxes_mailbox m ON m.id = a.mailbox_id
            JOIN mailboxes_folder f ON f.mailbox_id = m.id
            WHERE a.account_id = @accountId
            """,
            row =>
                (
                    Mailbox: MailboxTable.Read(row),
                    Right: (AccessRight)row.GetInt64(Right),
                    People: (int)row.GetInt64(Right + 1),
                    Folder: FolderTable.Read(row, Right + 2)
                ),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId))
        );
        var mailboxes = rows.GroupBy(r => r.Mailbox.Id)
            .Select(m =>
            {
                var first = m.First();
                Folder[] folders = [.. MailboxOrder.Of(m.Select(r => r.Folder))];
                return new AccountMailbox(first.Mailbox, first.Right, first.People, folders);
            });
        return [.. MailboxOrder.Of(mailboxes, m => m.Mailbox)];
    }

    public async Task<Folder?> FindAsync(Guid folderId, CancellationToken ct = default)
    {
        var found = await database.ListAsync(
            $"SELECT {FolderTable.Columns} FROM mailboxes_folder f WHERE f.id = @folderId",
            FolderTable.Read,
            ct,
            ("@folderId", SqlIds.Value(database.Engine, folderId))
        );
        return found.SingleOrDefault();
    }

    /// <summary>By name as a client spells it: INBOX in any case.</summary>
    public async Task<Folder?> FindAsync(Guid mailboxId, string name, CancellationToken ct = default)
    {
        if (FolderName.TryParse(name, Limits, out var canonical) != FolderOutcome.Done)
        {
            return null;
        }

        var found = await database.ListAsync(
            $"SELECT {FolderTable.Columns} FROM mailboxes_folder f WHERE f.mailbox_id = @mailboxId AND f.name = @name",
            FolderTable.Read,
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId)),
            ("@name", canonical)
        );
        return found.SingleOrDefault();
    }

    public async Task<Folder?> FindAsync(Guid mailboxId, SpecialUse use, CancellationToken ct = default)
    {
        var found = await database.ListAsync(
            $"""
            SELECT {FolderTable.Columns} FROM mailboxes_folder f
            WHERE f.mailbox_id = @mailboxId AND f.special_use = @use AND f.special_use <> 0
            """,
            FolderTable.Read,
            ct,
            ("@mailboxId", SqlIds.Value(database.Engine, mailboxId)),
            ("@use", (long)use)
        );
        return found.SingleOrDefault();
    }

    /// <summary>Makes the folder and the levels above it that are missing.</summary>
    public async Task<FolderResult> CreateAsync(Guid mailboxId, string name, CancellationToken ct = default)
    {
        var spelled = FolderName.TryParse(name, Limits, out var canonical);
        return spelled == FolderOutcome.Done
            ? await database.WriteAsync(tx => _edits.CreateAsync(tx, mailboxId, canonical), ct)
            : new FolderResult(spelled, null);
    }

    /// <summary>Renames it with all below it; of INBOX the messages go and the folder stays (RFC 9051 §6.3.6).</summary>
    public async Task<FolderResult> RenameAsync(Guid mailboxId, string from, string to, CancellationToken ct = default)
    {
        if (FolderName.TryParse(from, Limits, out var old) != FolderOutcome.Done)
        {
            return new FolderResult(FolderOutcome.NoSuchFolder, null);
        }

        var spelled = FolderName.TryParse(to, Limits, out var name);
        if (spelled != FolderOutcome.Done)
        {
            return new FolderResult(spelled, null);
        }

        if (old != FolderName.Inbox)
        {
            return await database.WriteAsync(tx => _edits.RenameAsync(tx, mailboxId, old, name), ct);
        }

        var made = await CreateAsync(mailboxId, name, ct);
        if (made.Folder is { } target && made.IsDone && await FindAsync(mailboxId, old, ct) is { } inbox)
        {
            await view.MoveAsync(inbox.Id, UidSet.All, target.Id, ct);
        }

        return made;
    }

    /// <summary>Deletes the folder with its messages.</summary>
    public async Task<FolderResult> DeleteAsync(Guid mailboxId, string name, CancellationToken ct = default)
    {
        if (await FindAsync(mailboxId, name, ct) is not { } folder)
        {
            return new FolderResult(FolderOutcome.NoSuchFolder, null);
        }

        if (folder.Use != SpecialUse.None)
        {
            return new FolderResult(FolderOutcome.Protected, folder);
        }

        // Most of the messages go in slices before the folder does, so that nobody waits long for the last one.
        var outcome = await database.WriteAsync(tx => FolderEdits.CanDeleteAsync(tx, folder), ct);
        if (outcome != FolderOutcome.Done)
        {
            return new FolderResult(outcome, folder);
        }

        await view.RemoveAsync(folder.Id, UidSet.All, ct);
        return await database.WriteAsync(tx => _edits.DeleteAsync(tx, folder), ct);
    }

    /// <summary>The folder need not exist; the name must be one that could.</summary>
    public async Task<FolderOutcome> SubscribeAsync(
        Guid accountId,
        Guid mailboxId,
        string name,
        CancellationToken ct = default
    )
    {
        var spelled = FolderName.TryParse(name, Limits, out var canonical);
        if (spelled != FolderOutcome.Done)
        {
            return spelled;
        }

        return await database.WriteAsync(
            tx => SubscriptionTable.AddAsync(tx, accountId, mailboxId, canonical, Limits),
            ct
        );
    }

    public async Task<FolderOutcome> UnsubscribeAsync(
        Guid accountId,
        Guid mailboxId,
        string name,
        CancellationToken ct = default
    )
    {
        var spelled = FolderName.TryParse(name, Limits, out var canonical);
        if (spelled != FolderOutcome.Done)
        {
            return spelled;
        }

        await database.WriteAsync(tx => SubscriptionTable.RemoveAsync(tx, accountId, mailboxId, canonical), ct);
        return FolderOutcome.Done;
    }

    public Task<IReadOnlyList<Subscription>> SubscriptionsOfAsync(Guid accountId, CancellationToken ct = default) =>
        SubscriptionTable.OfAccountAsync(database, accountId, ct);
}
