using CareMail.Identity;
using CareMail.Mailboxes;

namespace CareMail.Webmail;

/// <summary>What one account may open. Every page and endpoint asks here first, and hears null for what is not theirs.</summary>
internal sealed class Desk(MailboxAccess access, FolderTree tree, FolderView view)
{
    /// <summary>Every mailbox of the account with its folders and counts, in one query.</summary>
    public Task<IReadOnlyList<AccountMailbox>> MailboxesAsync(SignedInAccount account, CancellationToken ct) =>
        tree.OfAccountAsync(account.Id, ct);

    /// <summary>A folder of this account with its mailbox and all the folders there; null when it is not there for them.</summary>
    public async Task<(AccountMailbox Mailbox, Folder Folder)?> ArrangeAsync(
        SignedInAccount account,
        Guid folderId,
        CancellationToken ct
    )
    {
        foreach (var mailbox in await MailboxesAsync(account, ct))
        {
            if (mailbox.Folders.FirstOrDefault(f => f.Id == folderId) is { } folder)
            {
                return (mailbox, folder);
            }
        }

        return null;
    }

    public Task<FolderGrant?> OpenAsync(SignedInAccount account, Guid folderId, CancellationToken ct) =>
        access.FolderAsync(account.Id, folderId, ct);

    /// <summary>A message in a folder of this account; null when folder or message is not there for them.</summary>
    public async Task<(FolderGrant Grant, FetchedEntry Message)?> OpenAsync(
        SignedInAccount account,
        Guid folderId,
        uint uid,
        FetchParts parts,
        CancellationToken ct
    )
    {
        if (await access.FolderAsync(account.Id, folderId, ct) is not { } grant)
        {
            return null;
        }

        return await view.FindAsync(folderId, uid, parts, ct) is { } message ? (grant, message) : null;
    }

    public Task<Folder?> FolderAsync(Guid mailboxId, SpecialUse use, CancellationToken ct) =>
        tree.FindAsync(mailboxId, use, ct);
}
