namespace CareMail.Protocols.Mime;

/// <summary>What the scanner looks at before it looks at the bytes. Beyond a limit the rest is opaque, never an error.</summary>
public sealed record MimeLimits
{
    public static readonly MimeLimits Default = new();

    /// <summary>Entities within entities. Forwards of forwards reach about 20; Dovecot stops at 100.</summary>
    public int Depth { get; init; } = 50;

    /// <summary>Parts of one message, nested ones included. A large digest has some hundred.</summary>
    public int Parts { get; init; } = 2_000;

    /// <summary>Bytes of one header field that are looked at. 64 kB hold a To of 1,500 people.</summary>
    public int FieldBytes { get; init; } = 128 * 1024;

    /// <summary>Bytes of the fields we keep of one header block.</summary>
    public int HeaderBytes { get; init; } = 512 * 1024;

    /// <summary>Bytes of the fields we keep, over all header blocks of a message.</summary>
    public int AllHeaderBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Fields looked at in one header block. Long relays leave about 100.</summary>
    public int Fields { get; init; } = 2_000;

    /// <summary>Addresses kept of one field, and of all envelopes together four times as many.</summary>
    public int Addresses { get; init; } = 2_000;

    /// <summary>Parameters of one Content-Type or Content-Disposition.</summary>
    public int Parameters { get; init; } = 50;

    /// <summary>Characters of one structured value that is kept (a parameter, a Message-ID, a file name before clean-up).</summary>
    public int ValueLength { get; init; } = 2_000;

    /// <summary>Message-IDs kept of References: the first and the latest.</summary>
    public int References { get; init; } = 24;

    /// <summary>Decoded bytes of text looked at to make the preview: newsletters have 30 kB of style before the first word.</summary>
    public int PreviewBytes { get; init; } = 128 * 1024;
}
