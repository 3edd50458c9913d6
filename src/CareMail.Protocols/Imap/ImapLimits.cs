namespace CareMail.Protocols.Imap;

/// <summary>Every number the IMAP parser looks at before it looks at the bytes.</summary>
public sealed record ImapLimits
{
    /// <summary>For a client that has not signed in: nothing it may say needs more.</summary>
    public static readonly ImapLimits BeforeSignIn = new()
    {
        CommandBytes = 16 * 1024,
        LiteralBytes = 4 * 1024,
        DiscardBytes = 0,
    };

    public static readonly ImapLimits SignedIn = new();

    /// <summary>
    /// One command with its literals, an appended message not counted. RFC 9051 §4 asks for 8,192 octets; mail programs
    /// send sets of some thousand UIDs in one line.
    /// </summary>
    public int CommandBytes { get; init; } = 256 * 1024;

    /// <summary>One literal that is not an appended message: a search text or a folder name.</summary>
    public int LiteralBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// A non-synchronising literal that is too large is read and thrown away up to this size, then refused; beyond it
    /// the connection is closed. The size of the largest message plus some.
    /// </summary>
    public long DiscardBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Literals in one command.</summary>
    public int Literals { get; init; } = 256;

    /// <summary>Ranges in one sequence set: more than 256 kB of command can hold in practice is an attack.</summary>
    public int Ranges { get; init; } = 32 * 1024;

    /// <summary>Items of one FETCH, fields of one HEADER.FIELDS, names of one LIST or ENABLE.</summary>
    public int Items { get; init; } = 256;

    /// <summary>RFC 2971 §3.3: at most 30 field-value pairs.</summary>
    public int IdFields { get; init; } = 30;

    /// <summary>Keys of one SEARCH.</summary>
    public int SearchKeys { get; init; } = 4096;

    /// <summary>Parentheses, NOT and OR inside one another. Mail programs chain a few dozen ORs, one in the other.</summary>
    public int SearchDepth { get; init; } = 128;

    /// <summary>Flags in one STORE or APPEND.</summary>
    public int Flags { get; init; } = 128;

    /// <summary>Length of one keyword.</summary>
    public int KeywordBytes { get; init; } = 128;

    /// <summary>Length of a tag; they are repeated in every answer.</summary>
    public int TagBytes { get; init; } = 64;

    /// <summary>Numbers in a section: deeper than the message scanner ever nests.</summary>
    public int SectionDepth { get; init; } = 128;
}
