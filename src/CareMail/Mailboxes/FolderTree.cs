namespace CareMail.Mailboxes;

/// <summary>The folders of mailboxes: names, standard folders, subscriptions. RFC 9051 §6.3.4–6.3.9.</summary>
public sealed class FolderTree
{
    public Task<IReadOnlyList<Folder>> ListAsync(Guid mailboxId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>The folders of many mailboxes with their counts, in one query; by mailbox, then INBOX first, then by name.</summary>
    public Task<IReadOnlyList<Folder>> ListAsync(
        IReadOnlyCollection<Guid> mailboxIds,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>All mailboxes of an account with their folders and counts: personal first, then by name.</summary>
    public Task<IReadOnlyList<AccountMailbox>> OfAccountAsync(Guid accountId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public Task<Folder?> FindAsync(Guid folderId, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>By name as a client spells it: INBOX in any case.</summary>
    public Task<Folder?> FindAsync(Guid mailboxId, string name, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public Task<Folder?> FindAsync(Guid mailboxId, SpecialUse use, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Makes the folder and the levels above it that are missing.</summary>
    public Task<FolderResult> CreateAsync(Guid mailboxId, string name, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Renames it with all below it; of INBOX the messages go and the folder stays (RFC 9051 §6.3.6).</summary>
    public Task<FolderResult> RenameAsync(Guid mailboxId, string from, string to, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Deletes the folder with its messages.</summary>
    public Task<FolderResult> DeleteAsync(Guid mailboxId, string name, CancellationToken ct = default) =>
        throw new NotImplementedException();

    public Task<FolderOutcome> SubscribeAsync(
        Guid accountId,
        Guid mailboxId,
        string name,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    public Task<FolderOutcome> UnsubscribeAsync(
        Guid accountId,
        Guid mailboxId,
        string name,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    public Task<IReadOnlyList<Subscription>> SubscriptionsOfAsync(Guid accountId, CancellationToken ct = default) =>
        throw new NotImplementedException();
}
