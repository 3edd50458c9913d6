namespace CareMail.Mailboxes;

public enum TransferOutcome
{
    Done,
    NoSuchFolder,
    OverQuota,
}

/// <summary>What COPY and MOVE report (RFC 4315 §3): old and new UIDs in the same order.</summary>
public sealed record TransferResult(TransferOutcome Outcome, uint UidValidity, IReadOnlyList<TransferredEntry> Entries);

public readonly record struct TransferredEntry(uint From, uint To);

/// <summary>Entries that went, and the mod-sequence of their going.</summary>
public sealed record ExpungeResult(IReadOnlyList<uint> Uids, ulong ModSeq);

/// <summary>What happened in a folder after a mod-sequence: enough to bring any older view of it up to date.</summary>
/// <param name="Folder">The folder now; null if it is gone.</param>
/// <param name="Entries">Entries that came or changed, by UID.</param>
/// <param name="Vanished">UIDs that went, sorted; may name some the caller never saw.</param>
/// <param name="IsComplete">False if so old that expunged UIDs are forgotten: compare with all UIDs instead.</param>
public sealed record FolderDelta(
    Folder? Folder,
    IReadOnlyList<FolderEntry> Entries,
    IReadOnlyList<uint> Vanished,
    bool IsComplete
);

/// <summary>Which entries a list wants, newest first.</summary>
public sealed record PageQuery
{
    public int Take { get; init; } = 50;

    /// <summary>Only entries older than this UID: where the last page ended.</summary>
    public uint? Before { get; init; }

    /// <summary>Only entries newer than this UID, nearest to it: one page back.</summary>
    public uint? After { get; init; }
    public bool UnseenOnly { get; init; }
    public bool FlaggedOnly { get; init; }

    /// <summary>Leave out what a mail program has marked for deletion.</summary>
    public bool HideDeleted { get; init; }
}

/// <summary>One page of a folder, newest first, with summaries.</summary>
/// <param name="ThreadSizes">Entries of each conversation on the page, over all folders of the mailbox.</param>
public sealed record FolderPage(
    IReadOnlyList<FetchedEntry> Entries,
    bool HasNewer,
    bool HasOlder,
    IReadOnlyDictionary<Guid, int> ThreadSizes
);

/// <summary>An entry somewhere in a mailbox.</summary>
public sealed record PlacedEntry(Guid FolderId, FetchedEntry Entry);

/// <summary>Who opened a message of a shared mailbox, first time.</summary>
public readonly record struct Reading(uint Uid, Guid AccountId, DateTimeOffset At);
