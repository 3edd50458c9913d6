namespace CareMail.Mailboxes;

public enum FlagOperation
{
    Add,
    Remove,

    /// <summary>These and no others.</summary>
    Replace,
}

/// <summary>What to do to the flags of entries, in one step: first <see cref="Operation"/>, as in IMAP's STORE.</summary>
public sealed record FlagChange(FlagOperation Operation, MessageFlags Flags, IReadOnlyList<string> Keywords)
{
    public static FlagChange Add(MessageFlags flags, params IReadOnlyList<string> keywords) =>
        new(FlagOperation.Add, flags, keywords);

    public static FlagChange Remove(MessageFlags flags, params IReadOnlyList<string> keywords) =>
        new(FlagOperation.Remove, flags, keywords);

    public static FlagChange Replace(MessageFlags flags, params IReadOnlyList<string> keywords) =>
        new(FlagOperation.Replace, flags, keywords);
}

public enum FlagOutcome
{
    Done,
    NoSuchFolder,

    /// <summary>A keyword is too long, has letters no keyword may have, or there are too many of them.</summary>
    KeywordRefused,
}

/// <summary>
/// What a change of flags did: the state of every entry looked at, and the UIDs left alone because they had changed since
/// the mod-sequence the caller named (RFC 7162 §3.1.3).
/// </summary>
public sealed record FlagResult(FlagOutcome Outcome, IReadOnlyList<FlaggedEntry> Entries, IReadOnlyList<uint> Modified);

public readonly record struct FlaggedEntry(
    uint Uid,
    ulong ModSeq,
    MessageFlags Flags,
    IReadOnlyList<string> Keywords,
    bool Changed
);
