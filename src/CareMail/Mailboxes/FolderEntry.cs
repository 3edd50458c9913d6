using CareMail.Protocols.Mime;

namespace CareMail.Mailboxes;

/// <summary>A message in a folder: everything FETCH can say without looking at the message itself.</summary>
public readonly record struct FolderEntry(
    uint Uid,
    ulong ModSeq,
    MessageFlags Flags,
    IReadOnlyList<string> Keywords,
    DateTimeOffset Received,
    long Size,
    Guid MessageId,
    Guid ThreadId
)
{
    public bool IsSeen => Flags.HasFlag(MessageFlags.Seen);
}

/// <summary>How much of each message a reader of a folder wants.</summary>
[Flags]
public enum FetchParts
{
    Entry = 0,

    /// <summary>The summary made at delivery: envelope, structure, preview.</summary>
    Summary = 1,

    /// <summary>Where the bytes are and their key, so that opening costs no further query.</summary>
    Content = 2,
}

/// <summary>An entry with what was asked for beside it.</summary>
public sealed class FetchedEntry
{
    private readonly ReadOnlyMemory<byte> _summary;
    private readonly StoredMessageReader? _content;
    private MessageSummary? _read;

    internal FetchedEntry(Guid folderId, FolderEntry entry, ReadOnlyMemory<byte> summary, StoredMessageReader? content)
    {
        FolderId = folderId;
        Entry = entry;
        _summary = summary;
        _content = content;
    }

    public Guid FolderId { get; }

    public FolderEntry Entry { get; }

    public uint Uid => Entry.Uid;

    /// <summary>Envelope, structure and preview; needs <see cref="FetchParts.Summary"/>.</summary>
    public MessageSummary Summary => _read ??= MessageSummary.Deserialize(SummaryBytes.Span);

    /// <summary>The envelope alone, several times faster than <see cref="Summary"/>.</summary>
    public Envelope Envelope => _read?.Envelope ?? MessageSummary.DeserializeEnvelope(SummaryBytes.Span);

    /// <summary>The bytes of the message; needs <see cref="FetchParts.Content"/>.</summary>
    public StoredMessageReader Content => _content ?? throw new InvalidOperationException("Fetch with Content first.");

    private ReadOnlyMemory<byte> SummaryBytes =>
        _summary.IsEmpty ? throw new InvalidOperationException("Fetch with Summary first.") : _summary;
}
