namespace CareMail.Mailboxes;

/// <summary>What kind of mailbox it is. The numbers are stored: never change one.</summary>
public enum MailboxKind
{
    Personal = 1,
    Shared = 2,
    Application = 3,

    /// <summary>Nobody reads it: what belongs to a list lies here.</summary>
    List = 4,
}

/// <summary>What an account may do with a mailbox. The numbers are stored: never change one.</summary>
public enum AccessRight
{
    Member = 1,
    Owner = 2,
}

/// <summary>What a user calls a mailbox: its folders, a quota, and the organisation whose key protects it.</summary>
public sealed record Mailbox(
    Guid Id,
    Guid OrganisationId,
    MailboxKind Kind,
    string LocalPart,
    string DisplayName,
    long QuotaBytes,
    long UsedBytes
)
{
    public bool IsFull => UsedBytes >= QuotaBytes;
}

/// <summary>A mailbox to be made. Without a quota it gets <see cref="MailboxLimits.StandardQuota"/>.</summary>
public sealed record NewMailbox(Guid OrganisationId, MailboxKind Kind, string LocalPart, string DisplayName)
{
    public Guid? Id { get; init; }
    public long? QuotaBytes { get; init; }
}

/// <summary>A mailbox as one account has it.</summary>
public sealed record MailboxGrant(Mailbox Mailbox, AccessRight Right);

/// <summary>A folder as one account has it.</summary>
public sealed record FolderGrant(Folder Folder, Mailbox Mailbox, AccessRight Right);

/// <summary>A mailbox as one account has it, with its folders and how many accounts share it.</summary>
public sealed record AccountMailbox(Mailbox Mailbox, AccessRight Right, int People, IReadOnlyList<Folder> Folders);

/// <summary>One account's right to a mailbox.</summary>
public readonly record struct AccountRight(Guid AccountId, AccessRight Right);
