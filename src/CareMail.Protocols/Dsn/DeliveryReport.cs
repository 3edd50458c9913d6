using System.Buffers;
using System.Globalization;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Dsn;

/// <summary>What became of one recipient, in words a person understands and in codes a program does.</summary>
/// <param name="Address">Whom it was for.</param>
/// <param name="Sentence">One plain sentence: what happened and what to do.</param>
/// <param name="Status">RFC 3463, such as 5.1.1.</param>
/// <param name="Diagnostic">What the other server said, if one did.</param>
/// <param name="RemoteServer">The server that said it.</param>
public sealed record ReportedRecipient(
    string Address,
    string Sentence,
    string Status,
    string? Diagnostic = null,
    string? RemoteServer = null
);

public enum ReportKind
{
    Failed,

    /// <summary>Still being tried.</summary>
    Delayed,
}

/// <summary>
/// A message to a sender about mail that did not arrive: first a sentence for people, then the machine's part (RFC 3464),
/// then the header of their message (RFC 6522 §3).
/// </summary>
public sealed class DeliveryReport
{
    // The header is there so that people recognise their message; longer ones are cut at a line.
    private const int MostHeaderBytes = 32 * 1024;

    public required ReportKind Kind { get; init; }

    /// <summary>Our host name, as Reporting-MTA and in the sender's name.</summary>
    public required string Hostname { get; init; }

    /// <summary>The domain of the postmaster address the report comes from.</summary>
    public required string Domain { get; init; }

    /// <summary>Whose message it was.</summary>
    public required string To { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<ReportedRecipient> Recipients { get; init; }

    public required DateTimeOffset Arrived { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>For a delayed message: until when it is tried.</summary>
    public DateTimeOffset? WillRetryUntil { get; init; }

    /// <summary>Without angle brackets; the boundary is made of it.</summary>
    public required string MessageId { get; init; }

    /// <summary>The Message-ID of the message reported on, without angle brackets.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>The header of the message reported on, CRLF lines.</summary>
    public ReadOnlyMemory<byte> OriginalHeader { get; init; }

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var boundary = "report-" + MessageId.Split('@')[0];
        WriteHeader(output, boundary);
        Text(
            output,
            $"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        );
        Text(output, Words());
        Text(output, $"\r\n--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n");
        Text(output, Machine());
        var header = Cut(OriginalHeader.Span);
        var encoding = Ascii.IsValid(header) ? "7bit" : "8bit";
        Text(
            output,
            $"\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        );
        output.Write(header);
        Text(output, $"\r\n--{boundary}--\r\n");
        return output.WrittenSpan.ToArray();
    }

    private void WriteHeader(ArrayBufferWriter<byte> output, string boundary)
    {
        var subject = Kind == ReportKind.Failed ? "Not delivered: " : "Not delivered yet: ";
        // Never the null path's own reports: RFC 3834 §3.1.7 and RFC 5321 §6.1 keep loops from starting.
        Text(
            output,
            $"""
            From: "Mail delivery" <postmaster@{Domain}>
            To: {OneLine(To)}
            Subject: {HeaderText.Encode(OneLine(subject + Subject))}
            Date: {HeaderText.FormatDate(Now)}
            Message-ID: <{MessageId}>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
             boundary="{boundary}"

            """
        );
        if (OriginalMessageId is { } original)
        {
            Text(output, $"In-Reply-To: <{OneLine(original)}>\r\nReferences: <{OneLine(original)}>\r\n");
        }

        Text(output, "\r\n");
    }

    private string Words()
    {
        var text = new StringBuilder();
        foreach (var recipient in Recipients)
        {
            text.Append(OneLine(recipient.Sentence)).Append("\r\n\r\n");
        }

        var what = Subject.Length == 0 ? "Your message" : $"Your message “{OneLine(Subject)}”";
        text.Append(
            CultureInfo.InvariantCulture,
            $"{what} was sent on {Arrived.ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)}.\r\n"
        );
        if (Kind == ReportKind.Delayed && WillRetryUntil is { } until)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"You need not do anything: we keep trying until {until.ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)} and tell you if it cannot be delivered.\r\n"
            );
        }

        foreach (var recipient in Recipients)
        {
            if (recipient.Diagnostic is { } said)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\r\nFor your IT team: {OneLine(recipient.RemoteServer ?? "the other server")} answered “{OneLine(said)}” for {OneLine(recipient.Address)}.\r\n"
                );
            }
        }

        return text.ToString();
    }

    // RFC 3464 §2: one group for the message, one for each recipient, divided by empty lines.
    private string Machine()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Reporting-MTA: dns; {Hostname}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Arrival-Date: {HeaderText.FormatDate(Arrived)}\r\n");
        foreach (var recipient in Recipients)
        {
            var address = OneLine(recipient.Address);
            // RFC 6533 §3: addresses beyond ASCII have a type of their own.
            var type = Ascii.IsValid(address) ? "rfc822" : "utf-8";
            var action = Kind == ReportKind.Failed ? "failed" : "delayed";
            text.Append(CultureInfo.InvariantCulture, $"\r\nFinal-Recipient: {type}; {address}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"Action: {action}\r\nStatus: {recipient.Status}\r\n");
            if (recipient.RemoteServer is { } server)
            {
                text.Append(CultureInfo.InvariantCulture, $"Remote-MTA: dns; {OneLine(server)}\r\n");
            }

            if (recipient.Diagnostic is { } said)
            {
                text.Append(CultureInfo.InvariantCulture, $"Diagnostic-Code: smtp; {OneLine(said)}\r\n");
            }

            if (WillRetryUntil is { } until)
            {
                text.Append(CultureInfo.InvariantCulture, $"Will-Retry-Until: {HeaderText.FormatDate(until)}\r\n");
            }
        }

        return text.ToString();
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> header)
    {
        if (header.Length <= MostHeaderBytes)
        {
            return header;
        }

        var end = header[..MostHeaderBytes].LastIndexOf((byte)'\n');
        return header[..(end + 1)];
    }

    // Whatever a stranger's reply or subject held, no line of it becomes a line of ours.
    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (to, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }
        );

    private static void Text(ArrayBufferWriter<byte> output, string text) =>
        output.Write(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
}
