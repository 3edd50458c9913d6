using System.Security.Cryptography;
using System.Text;

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
    public bool NeedsSmtpUtf8 => Addresses().Any(address => !address.Address.IsAscii);

    public async Task WriteAsync(
        Stream destination,
        bool withBcc = false,
        CancellationToken cancellationToken = default
    )
    {
        var writer = new MimeWriter(destination, cancellationToken);
        WriteHeader(writer, withBcc);
        await WriteBodyAsync(writer).ConfigureAwait(false);
        await writer.FlushAsync().ConfigureAwait(false);
    }

    private void WriteHeader(MimeWriter writer, bool withBcc)
    {
        writer.Field("From", Join(From));
        if (Sender is not null)
        {
            writer.Field("Sender", HeaderText.Format(Sender));
        }
        writer.FieldIfAny("Reply-To", Join(ReplyTo));
        writer.FieldIfAny("To", Join(To));
        writer.FieldIfAny("Cc", Join(Cc));
        if (withBcc)
        {
            writer.FieldIfAny("Bcc", Join(Bcc));
        }
        writer.Field("Subject", HeaderText.Encode(Subject));
        writer.Field("Date", HeaderText.FormatDate(Date));
        writer.Field("Message-ID", Ids([MessageId]));
        writer.FieldIfAny("In-Reply-To", Ids(InReplyTo));
        writer.FieldIfAny("References", Ids(References));
        foreach (var (name, value) in OtherFields)
        {
            writer.Field(name, HeaderText.Encode(value));
        }
        writer.Field("MIME-Version", "1.0");
    }

    private Task WriteBodyAsync(MimeWriter writer)
    {
        var inline = Html is null ? [] : Attachments.Where(attachment => attachment.ContentId is not null).ToList();
        var files = Attachments.Except(inline).ToList();
        Func<MimeWriter, Task> html = inner => inner.TextAsync("html", Html ?? "");
        if (inline.Count > 0)
        {
            html = Multipart("related", "3", [html, .. inline.Select(File)]);
        }
        Func<MimeWriter, Task> body =
            Html is null ? inner => inner.TextAsync("plain", Text ?? "")
            : Text is null ? html
            : Multipart("alternative", "2", [inner => inner.TextAsync("plain", Text), html]);
        if (files.Count > 0)
        {
            body = Multipart("mixed", "1", [body, .. files.Select(File)]);
        }
        return body(writer);
    }

    private Func<MimeWriter, Task> Multipart(string subtype, string number, Func<MimeWriter, Task>[] parts)
    {
        // "=_" occurs in neither base64 nor quoted-printable; the rest nobody knows before the message is written.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(number + MessageId));
        var boundary = "=_" + Convert.ToHexStringLower(hash.AsSpan(0, 12));
        return writer => writer.MultipartAsync(subtype, boundary, parts);
    }

    private static Func<MimeWriter, Task> File(OutgoingAttachment attachment) => writer => writer.FileAsync(attachment);

    private IEnumerable<NamedAddress> Addresses() =>
        From.Concat(ReplyTo).Concat(To).Concat(Cc).Concat(Sender is null ? [] : [Sender]);

    private static string Join(IReadOnlyList<NamedAddress> addresses) =>
        string.Join(", ", addresses.Select(HeaderText.Format));

    private static string Ids(IReadOnlyList<string> ids) =>
        string.Join(
            ' ',
            ids.Select(id => $"<{string.Concat(id.Where(c => c is > ' ' and < '\x7f' and not ('<' or '>')))}>")
        );
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
