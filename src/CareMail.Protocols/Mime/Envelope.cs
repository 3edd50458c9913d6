namespace CareMail.Protocols.Mime;

/// <summary>The header fields that lists, replies and IMAP's ENVELOPE need. Raw values are unfolded, not decoded.</summary>
public sealed record Envelope
{
    public static readonly Envelope Empty = new();

    /// <summary>The Date field as it was written.</summary>
    public string? Date { get; init; }

    /// <summary>The Date field understood; null if there is none or it makes no sense.</summary>
    public DateTimeOffset? Sent { get; init; }

    public string? RawSubject { get; init; }

    /// <summary>Decoded, for people; empty if there is none.</summary>
    public string Subject { get; init; } = "";
    public IReadOnlyList<HeaderAddress> From { get; init; } = [];
    public IReadOnlyList<HeaderAddress> Sender { get; init; } = [];
    public IReadOnlyList<HeaderAddress> ReplyTo { get; init; } = [];
    public IReadOnlyList<HeaderAddress> To { get; init; } = [];
    public IReadOnlyList<HeaderAddress> Cc { get; init; } = [];
    public IReadOnlyList<HeaderAddress> Bcc { get; init; } = [];

    /// <summary>As it was written, with angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>As it was written, with angle brackets.</summary>
    public string? MessageId { get; init; }
}
