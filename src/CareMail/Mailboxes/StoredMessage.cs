using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A message whose bytes are on disk and which is not in any folder yet: unfiled, it is reclaimed in time.</summary>
public sealed class StoredMessage
{
    internal StoredMessage(Guid id, StoredBytes where, MessageKey key, MessageSummary summary)
    {
        Id = id;
        Where = where;
        Key = key;
        Summary = summary;
        SummaryBytes = summary.Serialize();
    }

    public Guid Id { get; }
    public MessageSummary Summary { get; }
    public long Size => Summary.Size;
    internal StoredBytes Where { get; }
    internal MessageKey Key { get; }
    internal byte[] SummaryBytes { get; }
}
