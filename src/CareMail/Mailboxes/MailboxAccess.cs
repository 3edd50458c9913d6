using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Which mailboxes there are and which accounts may use them. What is changed here the caller audits, in the same transaction.</summary>
public sealed class MailboxAccess
{
    /// <summary>Makes the mailbox with its standard folders.</summary>
    public Task<Mailbox> CreateAsync(WriteTransaction tx, NewMailbox mailbox) => throw new NotImplementedException();

    /// <summary>False if there is no such mailbox.</summary>
    public Task<bool> SetQuotaAsync(WriteTransaction tx, Guid mailboxId, long quotaBytes) =>
        throw new NotImplementedException();

    public Task<bool> RenameAsync(WriteTransaction tx, Guid mailboxId, string displayName) =>
        throw new NotImplementedException();

    /// <summary>Gives the right, or changes the one the account has; the account is subscribed to the standard folders.</summary>
    /// <returns>The right it had before.</returns>
    public Task<AccessRight?> GrantAsync(WriteTransaction tx, Guid mailboxId, Guid accountId, AccessRight right) =>
        throw new NotImplementedException();

    /// <returns>The right it had before; null if none.</returns>
    public Task<AccessRight?> RevokeAsync(WriteTransaction tx, Guid mailboxId, Guid accountId) =>
        throw new NotImplementedException();

    public Task<Mailbox?> FindAsync(Guid mailboxId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public Task<IReadOnlyList<Mailbox>> FindAsync(
        IReadOnlyCollection<Guid> mailboxIds,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>Personal first, then by name.</summary>
    public Task<IReadOnlyList<MailboxGrant>> OfAccountAsync(Guid accountId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The account's right to this mailbox; null if it has none or there is no such mailbox.</summary>
    public Task<AccessRight?> RightAsync(Guid accountId, Guid mailboxId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>A folder with its mailbox and the account's right, in one query: what every page and SELECT asks first.</summary>
    public Task<FolderGrant?> FolderAsync(Guid accountId, Guid folderId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public Task<IReadOnlyList<AccountRight>> AccountsOfAsync(Guid mailboxId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Calls back, after commit and on any thread, when what this account may use has changed.</summary>
    public IDisposable Subscribe(Guid accountId, Action changed) => throw new NotImplementedException();
}
