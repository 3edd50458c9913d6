using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>The folders of mailboxes: names, standard folders, subscriptions. RFC 9051 §6.3.4–6.3.9.</summary>
public sealed class FolderTree(Database database, FolderView view, FolderChanges changes, TimeProvider time)
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;

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
        if (FolderName.TryParse(name, _limits, out var canonical) != FolderOutcome.Done)
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
        var spelled = FolderName.TryParse(name, _limits, out var canonical);
        return spelled == FolderOutcome.Done
            ? await database.WriteAsync(tx => CreateAsync(tx, mailboxId, canonical), ct)
            : new FolderResult(spelled, null);
    }

    /// <summary>Renames it with all below it; of INBOX the messages go and the folder stays (RFC 9051 §6.3.6).</summary>
    public async Task<FolderResult> RenameAsync(Guid mailboxId, string from, string to, CancellationToken ct = default)
    {
        if (FolderName.TryParse(from, _limits, out var old) != FolderOutcome.Done)
        {
            return new FolderResult(FolderOutcome.NoSuchFolder, null);
        }

        var spelled = FolderName.TryParse(to, _limits, out var name);
        if (spelled != FolderOutcome.Done)
        {
            return new FolderResult(spelled, null);
        }

        if (old != FolderName.Inbox)
        {
            return await database.WriteAsync(tx => RenameAsync(tx, mailboxId, old, name), ct);
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
        var outcome = await database.WriteAsync(tx => CanDeleteAsync(tx, folder), ct);
        if (outcome != FolderOutcome.Done)
        {
            return new FolderResult(outcome, folder);
        }

        await view.RemoveAsync(folder.Id, UidSet.All, ct);
        return await database.WriteAsync(tx => DeleteAsync(tx, folder), ct);
    }

    /// <summary>The folder need not exist; the name must be one that could.</summary>
    public async Task<FolderOutcome> SubscribeAsync(
        Guid accountId,
        Guid mailboxId,
        string name,
        CancellationToken ct = default
    )
    {
        var spelled = FolderName.TryParse(name, _limits, out var canonical);
        if (spelled != FolderOutcome.Done)
        {
            return spelled;
        }

        return await database.WriteAsync(
            async tx =>
            {
                var count = await tx.ScalarAsync<long>(
                    "SELECT COUNT(*) FROM mailboxes_subscription WHERE account_id = @accountId",
                    new { accountId }
                );
                if (count >= _limits.Subscriptions)
                {
                    return FolderOutcome.TooManySubscriptions;
                }

                await tx.ExecuteAsync(
                    """
                    INSERT INTO mailboxes_subscription (account_id, mailbox_id, name)
                    VALUES (@accountId, @mailboxId, @canonical) ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        accountId,
                        mailboxId,
                        canonical,
                    }
                );
                return FolderOutcome.Done;
            },
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
        var spelled = FolderName.TryParse(name, _limits, out var canonical);
        if (spelled != FolderOutcome.Done)
        {
            return spelled;
        }

        await database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    DELETE FROM mailboxes_subscription
                    WHERE account_id = @accountId AND mailbox_id = @mailboxId AND name = @canonical
                    """,
                    new
                    {
                        accountId,
                        mailboxId,
                        canonical,
                    }
                ),
            ct
        );
        return FolderOutcome.Done;
    }

    public async Task<IReadOnlyList<Subscription>> SubscriptionsOfAsync(
        Guid accountId,
        CancellationToken ct = default
    ) =>
        await database.ListAsync(
            "SELECT mailbox_id, name FROM mailboxes_subscription WHERE account_id = @accountId ORDER BY mailbox_id, name",
            row => new Subscription(row.GetId(0), row.GetString(1)),
            ct,
            ("@accountId", SqlIds.Value(database.Engine, accountId))
        );

    private async Task<FolderResult> CreateAsync(WriteTransaction tx, Guid mailboxId, string name)
    {
        if (!await MailboxTable.LockAsync(tx, mailboxId))
        {
            return new FolderResult(FolderOutcome.NoSuchMailbox, null);
        }

        var folders = await FolderTable.OfMailboxAsync(tx, mailboxId);
        if (folders.Find(f => f.Name == name) is { } existing)
        {
            return new FolderResult(FolderOutcome.AlreadyExists, existing);
        }

        string[] missing = [.. FolderName.Above(name).Append(name).Except(folders.Select(f => f.Name))];
        if (folders.Count + missing.Length > _limits.Folders)
        {
            return new FolderResult(FolderOutcome.TooManyFolders, null);
        }

        var validity = await MailboxTable.TakeUidValiditiesAsync(tx, mailboxId, missing.Length, time.GetUtcNow());
        Folder[] made =
        [
            .. missing.Select((n, i) => FolderTable.New(mailboxId, n, SpecialUse.None, validity + (uint)i)),
        ];
        await FolderTable.InsertAsync(tx, made);
        Announce(tx, made);
        return new FolderResult(FolderOutcome.Done, made[^1]);
    }

    private async Task<FolderResult> RenameAsync(WriteTransaction tx, Guid mailboxId, string from, string to)
    {
        if (!await MailboxTable.LockAsync(tx, mailboxId))
        {
            return new FolderResult(FolderOutcome.NoSuchMailbox, null);
        }

        var folders = await FolderTable.OfMailboxAsync(tx, mailboxId);
        if (folders.Find(f => f.Name == from) is not { } folder)
        {
            return new FolderResult(FolderOutcome.NoSuchFolder, null);
        }

        Folder[] renamed =
        [
            .. folders
                .Where(f => f == folder || FolderName.IsBelow(f.Name, from))
                .Select(f => f with { Name = to + f.Name[from.Length..] }),
        ];
        var outcome = CanRename(folders, folder, renamed, to);
        if (outcome != FolderOutcome.Done)
        {
            return new FolderResult(outcome, folder);
        }

        foreach (var f in renamed)
        {
            await tx.ExecuteAsync("UPDATE mailboxes_folder SET name = @Name WHERE id = @Id", new { f.Name, f.Id });
        }

        Announce(tx, renamed);
        if (FolderName.Above(to).LastOrDefault() is { } above)
        {
            var levels = await CreateAsync(tx, mailboxId, above);
            outcome = levels.Outcome == FolderOutcome.AlreadyExists ? FolderOutcome.Done : levels.Outcome;
        }

        return new FolderResult(outcome, renamed.Single(f => f.Id == folder.Id));
    }

    private FolderOutcome CanRename(List<Folder> folders, Folder folder, Folder[] renamed, string to)
    {
        if (folder.Use != SpecialUse.None)
        {
            return FolderOutcome.Protected;
        }

        if (FolderName.IsBelow(to, folder.Name))
        {
            return FolderOutcome.BadName;
        }

        if (folders.Exists(f => renamed.Any(r => r.Name == f.Name)))
        {
            return FolderOutcome.AlreadyExists;
        }

        if (folders.Count + FolderName.Above(to).Count() > _limits.Folders)
        {
            return FolderOutcome.TooManyFolders;
        }

        return Array.Find(renamed, r => FolderName.TryParse(r.Name, _limits, out _) != FolderOutcome.Done) is { } bad
            ? FolderName.TryParse(bad.Name, _limits, out _)
            : FolderOutcome.Done;
    }

    private static async Task<FolderOutcome> CanDeleteAsync(WriteTransaction tx, Folder folder)
    {
        var folders = await FolderTable.OfMailboxAsync(tx, folder.MailboxId);
        return !folders.Exists(f => f.Id == folder.Id) ? FolderOutcome.NoSuchFolder
            : folders.Exists(f => FolderName.IsBelow(f.Name, folder.Name)) ? FolderOutcome.HasChildren
            : FolderOutcome.Done;
    }

    private async Task<FolderResult> DeleteAsync(WriteTransaction tx, Folder folder)
    {
        // The folder before its mailbox, in the order of everyone who files: what came since the slices goes now.
        await view.RemoveAsync(tx, folder.Id, UidSet.All);
        await MailboxTable.LockAsync(tx, folder.MailboxId);
        var outcome = await CanDeleteAsync(tx, folder);
        if (outcome == FolderOutcome.Done)
        {
            await tx.ExecuteAsync("DELETE FROM mailboxes_tombstone WHERE folder_id = @Id", new { folder.Id });
            await tx.ExecuteAsync("DELETE FROM mailboxes_folder WHERE id = @Id", new { folder.Id });
            Announce(tx, [folder]);
        }

        return new FolderResult(outcome, folder);
    }

    private void Announce(WriteTransaction tx, IReadOnlyList<Folder> folders)
    {
        foreach (var folder in folders)
        {
            var change = new FolderChange(
                folder.MailboxId,
                folder.Id,
                FolderChangeKind.Tree,
                folder.HighestModSeq,
                false
            );
            tx.AfterCommit(() => changes.Publish(change));
        }
    }
}
