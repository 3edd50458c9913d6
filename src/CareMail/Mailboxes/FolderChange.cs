namespace CareMail.Mailboxes;

public enum FolderChangeKind
{
    /// <summary>Entries came, changed their flags or went: read on from the mod-sequence you know.</summary>
    Entries,

    /// <summary>The folder was made, renamed or deleted.</summary>
    Tree,
}

/// <summary>Said after commit. A hint: what changed is read from the folder, so that a missed one does no harm.</summary>
public readonly record struct FolderChange(
    Guid MailboxId,
    Guid FolderId,
    FolderChangeKind Kind,
    ulong ModSeq,
    bool HasArrivals
);
