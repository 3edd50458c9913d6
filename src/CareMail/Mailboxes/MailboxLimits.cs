namespace CareMail.Mailboxes;

/// <summary>The numbers that keep a mailbox, and what one user can ask of it, within bounds.</summary>
public sealed record MailboxLimits
{
    public static readonly MailboxLimits Default = new();

    /// <summary>What a care home's shared mailbox holds today.</summary>
    public long StandardQuota { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>A message up to here waits in memory; a longer one streams to disk, encrypted.</summary>
    public int BufferedMessage { get; init; } = 1024 * 1024;

    /// <summary>Folders of one mailbox. The fullest imports seen elsewhere have some hundred.</summary>
    public int Folders { get; init; } = 1_000;

    /// <summary>Levels of one folder name.</summary>
    public int FolderDepth { get; init; } = 10;

    /// <summary>Characters of a whole folder name; its UTF-7 form still fits the lines of old clients.</summary>
    public int FolderNameLength { get; init; } = 250;

    /// <summary>Subscriptions of one account; names without a folder count.</summary>
    public int Subscriptions { get; init; } = 5_000;

    /// <summary>Characters of one keyword; Thunderbird's tags have 20.</summary>
    public int KeywordLength { get; init; } = 64;

    /// <summary>Keywords of one message.</summary>
    public int KeywordsOfMessage { get; init; } = 32;

    /// <summary>Different keywords ever used in one folder: SELECT names them all.</summary>
    public int KeywordsOfFolder { get; init; } = 200;

    /// <summary>Entries that one transaction changes; a longer command is done in slices, so that a delivery need not wait.</summary>
    public int Slice { get; init; } = 1_000;

    /// <summary>Message-IDs of one message that are looked up to find its conversation.</summary>
    public int ThreadLookups { get; init; } = 24;

    /// <summary>Bytes of flags held to answer for one folder: 250,000 messages. A larger one is read piece by piece.</summary>
    public long FlagsOfFolder { get; init; } = 4L * 1024 * 1024;

    /// <summary>Bytes of flags remembered, of all folders together.</summary>
    public long RememberedFlags { get; init; } = 16L * 1024 * 1024;

    /// <summary>How long an expunged UID is remembered for clients that come back.</summary>
    public TimeSpan TombstoneAge { get; init; } = TimeSpan.FromDays(90);
}
