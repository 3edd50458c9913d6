namespace CareMail.Mailboxes;

/// <summary>Where a message goes: a folder, or the one with a special use, which is made when missing.</summary>
public sealed record Placement
{
    public required Guid MailboxId { get; init; }
    public Guid? FolderId { get; init; }
    public SpecialUse Use { get; init; } = SpecialUse.Inbox;
    public MessageFlags Flags { get; init; }
    public IReadOnlyList<string> Keywords { get; init; } = [];
    public required DateTimeOffset Received { get; init; }

    /// <summary>File even if the mailbox is full: its recipient was accepted at RCPT, and mail accepted is not lost.</summary>
    public bool EvenOverQuota { get; init; }
}

/// <summary>One stored message into one folder.</summary>
public sealed record Filing(StoredMessage Message, Placement Placement);

/// <summary>
/// A use of a message outside folders (the outbound queue), counted until <see cref="MailStore.ReleaseAsync"/>.
/// The organisation is the one whose key opens it.
/// </summary>
public sealed record Retention(StoredMessage Message, Guid OrganisationId);

public enum FilingOutcome
{
    Filed,
    OverQuota,
    NoSuchMailbox,
    NoSuchFolder,
    KeywordRefused,
}

/// <summary>All of the call is filed, or nothing is; entries stand in the order of the filings.</summary>
/// <param name="Refused">The index of the filing that was refused; −1 if none.</param>
public sealed record FilingResult(FilingOutcome Outcome, IReadOnlyList<FiledEntry> Entries, int Refused = -1)
{
    public bool IsFiled => Outcome == FilingOutcome.Filed;
}

public readonly record struct FiledEntry(Guid FolderId, uint UidValidity, uint Uid);
