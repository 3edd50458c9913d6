namespace CareMail.Protocols.Mime;

/// <summary>What is kept of a message beside its bytes, made once: all that lists, ENVELOPE, BODYSTRUCTURE and SORT need.</summary>
public sealed record MessageSummary
{
    public required Envelope Envelope { get; init; }
    public required MimePart Root { get; init; }

    /// <summary>At most 200 characters of what the reader would see first.</summary>
    public string Preview { get; init; } = "";
    public ThreadKeys Threads { get; init; } = ThreadKeys.None;

    /// <summary>Bytes of the stored message, the lead included.</summary>
    public long Size { get; init; }

    /// <summary>Lines of header and body as they were scanned (without the lead).</summary>
    public long Lines { get; init; }
    public MimeDefects Defects { get; init; }

    public IReadOnlyList<Attachment> Attachments => Attachment.Of(Root);
    public bool HasAttachments => Attachment.AnyIn(Root);

    /// <summary>Compact and versioned; what an older program wrote stays readable.</summary>
    public byte[] Serialize() => SummaryCodec.Write(this);

    public static MessageSummary Deserialize(ReadOnlySpan<byte> bytes) => SummaryCodec.Read(bytes);

    /// <summary>Only the envelope: several times faster than <see cref="Deserialize"/>.</summary>
    public static Envelope DeserializeEnvelope(ReadOnlySpan<byte> bytes) => SummaryCodec.ReadEnvelope(bytes);
}

/// <summary>What was wrong with a message. The numbers are stored: never change one.</summary>
[Flags]
public enum MimeDefects
{
    None = 0,

    /// <summary>More than one From field, or several authors, or none that is an address (the door may refuse these).</summary>
    UnclearFrom = 1,
    TooDeep = 2,
    TooManyParts = 4,
    HeaderCut = 8,
    MissingBoundary = 16,
    BareLineFeed = 32,
    NulByte = 64,

    /// <summary>8-bit bytes in the header (RFC 6532, or broken).</summary>
    EightBitHeader = 128,

    /// <summary>A singular field (Date, Subject, Message-ID …) stands there twice; the first counts.</summary>
    RepeatedField = 256,
}
