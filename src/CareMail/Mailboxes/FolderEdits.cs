using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Changes the tree of a mailbox's folders, in a transaction that holds the mailbox. Names have been spelled before.</summary>
internal sealed class FolderEdits(FolderView view, FolderChanges changes, TimeProvider time, MailboxLimits limits)
{
    /// <summary>Makes the folder and the levels above it that are missing.</summary>
    public async Task<FolderResult> CreateAsync(WriteTransaction tx, Guid mailboxId, string name)
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
        if (folders.Count + missing.Length > limits.Folders)
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

    /// <summary>Renames the folder and all below it, and makes the levels above the new name.</summary>
    public async Task<FolderResult> RenameAsync(WriteTransaction tx, Guid mailboxId, string from, string to)
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

        if (folders.Count + FolderName.Above(to).Count() > limits.Folders)
        {
            return FolderOutcome.TooManyFolders;
        }

        return Array.Find(renamed, r => FolderName.TryParse(r.Name, limits, out _) != FolderOutcome.Done) is { } bad
            ? FolderName.TryParse(bad.Name, limits, out _)
            : FolderOutcome.Done;
    }

    public static async Task<FolderOutcome> CanDeleteAsync(WriteTransaction tx, Folder folder)
    {
        var folders = await FolderTable.OfMailboxAsync(tx, folder.MailboxId);
        return !folders.Exists(f => f.Id == folder.Id) ? FolderOutcome.NoSuchFolder
            : folders.Exists(f => FolderName.IsBelow(f.Name, folder.Name)) ? FolderOutcome.HasChildren
            : FolderOutcome.Done;
    }

    /// <summary>Deletes the folder and whatever is in it.</summary>
    public async Task<FolderResult> DeleteAsync(WriteTransaction tx, Folder folder)
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
