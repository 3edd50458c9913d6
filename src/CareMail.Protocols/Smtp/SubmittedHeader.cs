using System.Buffers;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Smtp;

/// <summary>
/// What a submission server does to a header before the message goes anywhere (RFC 6409 §8): a missing Date and
/// Message-ID are added, Bcc goes, and so does what only a final server may write. Everything else stays as it came.
/// </summary>
public sealed class SubmittedHeader
{
    // RFC 5322 §3.6.3: Bcc is gone before recipients see the message. Return-Path is the final server's (RFC 5321 §4.4).
    private static readonly string[] Removed = ["Bcc", "Resent-Bcc", "Return-Path"];

    private static readonly string[] OtherAuthors = ["Sender", "Resent-From", "Resent-Sender"];

    private SubmittedHeader(byte[] bytes, IReadOnlyList<HeaderAddress> authors, int fromFields, int received) =>
        (Bytes, Authors, FromFields, Received) = (bytes, authors, fromFields, received);

    /// <summary>The header to store, with its empty line.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// Every address in From and then in Sender fields, and in those of who sends a message on (RFC 5322 §3.6.6); the sender
    /// rule holds for all of them.
    /// </summary>
    public IReadOnlyList<HeaderAddress> Authors { get; }

    /// <summary>RFC 5322 §3.6: exactly one. Two are how a reader is shown another name than the one that was checked.</summary>
    public int FromFields { get; }

    /// <summary>Received fields: how often the message has passed a server.</summary>
    public int Received { get; }

    /// <param name="header">Up to and including the empty line, line ends CRLF.</param>
    /// <param name="messageId">For a message without Message-ID; without angle brackets.</param>
    /// <param name="now">For a message without Date.</param>
    public static SubmittedHeader From(ReadOnlySpan<byte> header, string messageId, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>(header.Length + 256);
        var authors = new List<HeaderAddress>();
        var others = new List<HeaderAddress>();
        var (from, received, date, id) = (0, 0, false, false);
        foreach (var field in HeaderBlock.Fields(header))
        {
            if (Array.Exists(Removed, field.Is))
            {
                continue;
            }

            if (field.Is("From"))
            {
                from++;
                authors.AddRange(HeaderText.ParseAddresses(Unfolded(header[field.Value])));
            }
            else if (Array.Exists(OtherAuthors, field.Is))
            {
                others.AddRange(HeaderText.ParseAddresses(Unfolded(header[field.Value])));
            }

            received += field.Is("Received") ? 1 : 0;
            date |= field.Is("Date");
            id |= field.Is("Message-ID");
            output.Write(header[field.Bytes]);
        }

        if (!date)
        {
            Add(output, "Date", HeaderText.FormatDate(now));
        }

        if (!id)
        {
            Add(output, "Message-ID", $"<{messageId}>");
        }

        output.Write("\r\n"u8);
        return new SubmittedHeader(output.WrittenSpan.ToArray(), [.. authors, .. others], from, received);
    }

    private static string Unfolded(ReadOnlySpan<byte> value) =>
        Encoding.UTF8.GetString(value).ReplaceLineEndings(" ").Trim();

    private static void Add(ArrayBufferWriter<byte> output, string name, string value) =>
        output.Write(Encoding.UTF8.GetBytes($"{name}: {value}\r\n"));
}
