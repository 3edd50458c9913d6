using CareMail.Access;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Folders;

/// <summary>What goes when a folder is deleted: itself, the folders below it, and all their messages.</summary>
internal sealed record FolderDeletion(Folder Folder, IReadOnlyList<Folder> Below, Folder? Bin)
{
    /// <summary>The messages go to Deleted like any that are deleted; from a folder that is there already, for good.</summary>
    public bool IsForGood => Bin is null || FolderRules.IsBelow(Folder, Bin);

    public int Messages => (int)(Folder.Messages + Below.Sum(f => f.Messages));

    public static FolderDeletion Of(Folder folder, IReadOnlyList<Folder> folders) =>
        new(
            folder,
            [.. Shell.Ordered(folders).Where(f => FolderRules.IsBelow(f, folder))],
            folders.FirstOrDefault(f => f.Use == SpecialUse.Deleted)
        );
}

/// <summary>Deletes a folder with what is in and below it. The caller has asked the person, and looked at their right.</summary>
internal sealed class DeleteFolder(FolderTree tree, FolderView view)
{
    public async Task<Outcome<FolderDeletion>> RunAsync(
        AccountMailbox mailbox,
        Folder folder,
        CancellationToken ct = default
    )
    {
        if (!FolderRules.MayChange(folder))
        {
            return FolderRules.Refused(FolderOutcome.Protected)!;
        }

        var deletion = FolderDeletion.Of(folder, mailbox.Folders);
        // The lowest first: a folder with others below it cannot go. One that is gone already is no reason to stop.
        foreach (var doomed in deletion.Below.Reverse().Append(folder))
        {
            if (!deletion.IsForGood)
            {
                await view.MoveAsync(doomed.Id, UidSet.All, deletion.Bin!.Id, ct);
            }

            var deleted = await tree.DeleteAsync(mailbox.Mailbox.Id, doomed.Name, ct);
            if (deleted.Outcome != FolderOutcome.NoSuchFolder && FolderRules.Refused(deleted.Outcome) is { } refusal)
            {
                return refusal;
            }
        }

        return deletion;
    }
}
