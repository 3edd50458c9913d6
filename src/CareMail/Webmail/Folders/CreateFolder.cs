using CareMail.Access;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Folders;

/// <summary>Makes a folder in a mailbox the person may use. The caller has looked at that.</summary>
internal sealed class CreateFolder(FolderTree tree)
{
    /// <param name="mailbox">With its folders.</param>
    /// <param name="below">The folder above the new one; null at the top.</param>
    /// <param name="typed">Its name.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<Outcome<Folder>> RunAsync(
        AccountMailbox mailbox,
        Guid? below,
        string? typed,
        CancellationToken ct = default
    )
    {
        var above = below is { } id ? mailbox.Folders.FirstOrDefault(f => f.Id == id) : null;
        if (below is not null && above is null)
        {
            return FolderRules.Refused(FolderOutcome.NoSuchFolder)!;
        }

        if (!FolderRules.Spell(mailbox.Mailbox, above, typed).IsDone(out var name, out var no))
        {
            return no;
        }

        var made = await tree.CreateAsync(mailbox.Mailbox.Id, name, ct);
        return FolderRules.Refused(made.Outcome) is { } refusal ? refusal : made.Folder!;
    }
}
