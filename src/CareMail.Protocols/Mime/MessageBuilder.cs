namespace CareMail.Protocols.Mime;

/// <summary>
/// Writes a new message (RFC 5322, RFC 2045). Whatever the values hold, no line of them becomes a header of its own; line ends are CRLF;
/// text goes out as quoted-printable or base64 where it is not short ASCII lines.
/// </summary>
public sealed class MessageBuilder
{
    public required IReadOnlyList<NamedAddress> From { get; init; }
    public NamedAddress? Sender { get; init; }
    public IReadOnlyList<NamedAddress> ReplyTo { get; init; } = [];
    public IReadOnlyList<NamedAddress> To { get; init; } = [];
    public IReadOnlyList<NamedAddress> Cc { get; init; } = [];

    /// <summary>Written only if asked for: a draft keeps it, a sent message never.</summary>
    public IReadOnlyList<NamedAddress> Bcc { get; init; } = [];
    public string Subject { get; init; } = "";
    public required DateTimeOffset Date { get; init; }

    /// <summary>Without angle brackets, unique: <c>random@host</c>. Boundaries are derived from it.</summary>
    public required string MessageId { get; init; }

    /// <summary>Message-IDs without angle brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
    public string? Text { get; init; }
    public string? Html { get; init; }
    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];

    /// <summary>Further unstructured fields, for example <c>X-CareMail-Draft</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> OtherFields { get; init; } = [];

    /// <summary>An address in the header is not ASCII (RFC 6532): the next server must offer SMTPUTF8.</summary>
    public bool NeedsSmtpUtf8 => throw new NotImplementedException();

    public Task WriteAsync(Stream destination, bool withBcc = false, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}

/// <summary>A file to send. <c>message/rfc822</c> goes out as it is, with CRLF line ends; anything else in base64.</summary>
/// <param name="FileName">As the recipient will see it; any characters.</param>
/// <param name="MediaType">For example <c>application/pdf</c>.</param>
/// <param name="Open">Called once, while the message is written.</param>
/// <param name="ContentId">Without angle brackets; makes it an inline picture of the HTML text.</param>
public sealed record OutgoingAttachment(
    string FileName,
    string MediaType,
    Func<CancellationToken, ValueTask<Stream>> Open,
    string? ContentId = null
);
