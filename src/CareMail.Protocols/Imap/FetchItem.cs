namespace CareMail.Protocols.Imap;

public enum FetchKind
{
    Flags,
    Uid,
    InternalDate,
    Size,
    Envelope,
    Body,
    BodyStructure,
    ModSeq,

    /// <summary>BODY[…], and RFC822 and its kin, which are BODY[…] under an older name.</summary>
    Section,

    /// <summary>BINARY[…]: a part without its transfer encoding. RFC 9051 §6.4.5.2.</summary>
    Binary,
    BinarySize,
}

public enum SectionText
{
    /// <summary>The part itself; for the message: everything.</summary>
    All,
    Header,
    HeaderFields,
    HeaderFieldsNot,
    Text,
    Mime,
}

/// <summary>What stands between the brackets of BODY[…]. RFC 9051 §6.4.5.1.</summary>
public sealed record BodySection(
    IReadOnlyList<int> Part,
    SectionText Text = SectionText.All,
    IReadOnlyList<string>? Fields = null
)
{
    public static readonly BodySection Whole = new([]);
}

/// <summary>One thing a FETCH asks for.</summary>
public sealed record FetchItem(FetchKind Kind)
{
    public BodySection? Section { get; init; }

    /// <summary>Reading it does not set \Seen.</summary>
    public bool Peek { get; init; }

    /// <summary>The octets asked for: <c>&lt;start.count&gt;</c>.</summary>
    public (ulong Start, ulong Count)? Partial { get; init; }

    /// <summary>The name to answer under when it is not BODY[…]: RFC822, RFC822.HEADER, RFC822.TEXT (RFC 3501).</summary>
    public string? OldName { get; init; }

    public bool SetsSeen => Kind is FetchKind.Section or FetchKind.Binary && !Peek;

    public bool NeedsBytes => Kind is FetchKind.Section or FetchKind.Binary or FetchKind.BinarySize;

    /// <summary>Answered from the stored summary alone.</summary>
    public bool NeedsSummary => Kind is FetchKind.Envelope or FetchKind.Body or FetchKind.BodyStructure || NeedsBytes;
}
