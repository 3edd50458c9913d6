using CareMail.Access;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Folders;

/// <summary>Gives a folder another name, another place, or both; what is below it goes along.</summary>
internal sealed class ChangeFolder(FolderTree tree)
{
    /// <param name="mailbox">With its folders; the caller has looked at the person's right to it.</param>
    /// <param name="folder">The folder as it is.</param>
    /// <param name="below">The folder above it from now on; null at the top.</param>
    /// <param name="typed">Its name from now on.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<Outcome<Folder>> RunAsync(
        AccountMailbox mailbox,
        Folder folder,
        Guid? below,
        string? typed,
        CancellationToken ct = default
    )
    {
        if (!FolderRules.MayChange(folder))
        {
            return FolderRules.Refused(FolderOutcome.Protected)!;
        }

        var above = below is { } id
            ? FolderRules.Places(mailbox.Folders, folder).FirstOrDefault(f => f.Id == id)
            : null;
        if (below is not null && above is null)
        {
            return FolderRules.Refused(FolderOutcome.NoSuchFolder)!;
        }

        if (!FolderRules.Spell(mailbox.Mailbox, above, typed).IsDone(out var name, out var no))
        {
            return no;
        }

        if (name == folder.Name)
        {
            return folder;
        }

        var renamed = await tree.RenameAsync(mailbox.Mailbox.Id, folder.Name, name, ct);
        return FolderRules.Refused(renamed.Outcome) is { } refusal ? refusal : renamed.Folder!;
    }
}
