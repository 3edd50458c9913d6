using CareMail.Identity;
using CareMail.Mailboxes;

namespace CareMail.Webmail;

/// <summary>What may be done to messages from a list or from the reading pane; spelled as the buttons' values.</summary>
internal static class MailAct
{
    public const string Read = "read";
    public const string Unread = "unread";
    public const string Flag = "flag";
    public const string Unflag = "unflag";
    public const string Archive = "archive";
    public const string Delete = "delete";
    public const string Move = "move";

    /// <summary>A move back to where the messages were.</summary>
    public const string Undo = "undo";
}

/// <summary>What became of an act: whether the messages left their folder, what to tell the reader, and how to undo it.</summary>
internal readonly record struct ActResult(bool Left, string? Said, WayBack? WayBack = null);

/// <summary>Marks, moves and deletes for a reader. The caller has looked at the right to <c>grant</c>'s folder.</summary>
internal sealed class Actions(FolderView view, FolderTree tree, MailboxAccess access)
{
    private static readonly ActResult NothingChosen = new(false, "Choose at least one message first.");

    /// <returns>Null for an act or a target that is not there.</returns>
    public async Task<ActResult?> DoAsync(
        SignedInAccount account,
        FolderGrant grant,
        IReadOnlyList<uint> uids,
        string? act,
        Guid? to,
        CancellationToken ct
    )
    {
        if (uids.Count == 0)
        {
            return NothingChosen;
        }

        var set = UidSet.Of(uids);
        return act switch
        {
            MailAct.Read => await MarkAsync(FlagChange.Add(MessageFlags.Seen), null),
            MailAct.Unread => await MarkAsync(FlagChange.Remove(MessageFlags.Seen), null),
            MailAct.Flag => await MarkAsync(FlagChange.Add(MessageFlags.Flagged), null),
            MailAct.Unflag => await MarkAsync(FlagChange.Remove(MessageFlags.Flagged), null),
            MailAct.Archive => await MoveAsync(await FolderOfUseAsync(SpecialUse.Archive)),
            MailAct.Delete when grant.Folder.Use == SpecialUse.Deleted => await RemoveAsync(),
            MailAct.Delete => await MoveAsync(await FolderOfUseAsync(SpecialUse.Deleted)),
            MailAct.Move or MailAct.Undo when to is { } target => await MoveAsync(
                (await access.FolderAsync(account.Id, target, ct))?.Folder
            ),
            MailAct.Move => new ActResult(false, "Choose a folder to move to first."),
            _ => null,
        };

        Task<Folder?> FolderOfUseAsync(SpecialUse use) => tree.FindAsync(grant.Folder.MailboxId, use, ct);

        async Task<ActResult?> MarkAsync(FlagChange change, string? said)
        {
            await view.StoreFlagsAsync(grant.Folder.Id, set, change, accountId: account.Id, ct: ct);
            return new ActResult(false, said);
        }

        async Task<ActResult?> MoveAsync(Folder? target)
        {
            if (target is null)
            {
                return null;
            }

            var moved = await view.MoveAsync(grant.Folder.Id, set, target.Id, ct);
            return moved.Outcome switch
            {
                TransferOutcome.Done => new ActResult(
                    true,
                    Moved(moved.Entries.Count, target),
                    act == MailAct.Undo ? null : WayBack.Of(moved, target.Id, grant.Folder.Id)
                ),
                TransferOutcome.OverQuota => new ActResult(
                    false,
                    "That mailbox is full. Delete something there first; nothing was moved."
                ),
                TransferOutcome.NoSuchFolder => null,
            };
        }

        async Task<ActResult?> RemoveAsync()
        {
            var removed = await view.RemoveAsync(grant.Folder.Id, set, ct);
            return new ActResult(true, Words.Messages(removed.Uids.Count) + " deleted for good");
        }
    }

    private static string Moved(int count, Folder target) =>
        Words.Messages(count) + " moved to " + FolderWords.Name(target);
}
