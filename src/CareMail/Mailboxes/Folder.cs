namespace CareMail.Mailboxes;

/// <summary>RFC 6154: what a folder is for. The numbers are stored: never change one.</summary>
public enum SpecialUse
{
    None = 0,
    Inbox = 1,
    Sent = 2,
    Drafts = 3,
    Deleted = 4,
    Archive = 5,
    Junk = 6,
}

/// <summary>What IMAP calls a mailbox, as its row says: counts cost the same at any size.</summary>
public sealed record Folder(
    Guid Id,
    Guid MailboxId,
    string Name,
    SpecialUse Use,
    uint UidValidity,
    uint UidNext,
    ulong HighestModSeq,
    uint Messages,
    uint Unseen,
    uint Deleted,
    long Size
)
{
    /// <summary>Keywords used here so far, each in the spelling that came first.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    public FolderSnapshot Snapshot => new(UidNext, HighestModSeq);
}

/// <summary>A moment of a folder: which entries were there then can be said later without having listed them.</summary>
public readonly record struct FolderSnapshot(uint UidNext, ulong ModSeq);

/// <summary>What became of a wish to change the tree of folders.</summary>
public enum FolderOutcome
{
    Done,
    AlreadyExists,
    NoSuchFolder,
    NoSuchMailbox,

    /// <summary>Empty levels, dots, control characters, wildcards: no name of ours (B38).</summary>
    BadName,
    NameTooLong,
    TooDeep,
    TooManyFolders,

    /// <summary>INBOX and the standard folders stay where they are.</summary>
    Protected,
    HasChildren,
    TooManySubscriptions,
}

/// <summary>The outcome, and the folder when there is one.</summary>
public readonly record struct FolderResult(FolderOutcome Outcome, Folder? Folder)
{
    public bool IsDone => Outcome == FolderOutcome.Done;
}

/// <summary>A name an account is subscribed to; the folder need not exist (RFC 9051 §6.3.7).</summary>
public readonly record struct Subscription(Guid MailboxId, string Name);
