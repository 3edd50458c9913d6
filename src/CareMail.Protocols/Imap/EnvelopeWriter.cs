using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Imap;

/// <summary>A stored envelope as ENVELOPE shows it. RFC 9051 §7.5.2.</summary>
public static class EnvelopeWriter
{
    public static void Write(ImapWriter output, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(envelope);
        // RFC 9051 §7.5.2: without Sender or Reply-To, From stands for them.
        var sender = envelope.Sender.Count > 0 ? envelope.Sender : envelope.From;
        var replyTo = envelope.ReplyTo.Count > 0 ? envelope.ReplyTo : envelope.From;
        output.Raw("("u8).NString(envelope.Date).Space();
        HeaderString(output, envelope.RawSubject);
        Addresses(output.Space(), envelope.From);
        Addresses(output.Space(), sender);
        Addresses(output.Space(), replyTo);
        Addresses(output.Space(), envelope.To);
        Addresses(output.Space(), envelope.Cc);
        Addresses(output.Space(), envelope.Bcc);
        output.Space().NString(envelope.InReplyTo).Space().NString(envelope.MessageId).Raw(")"u8);
    }

    /// <summary>
    /// Header text. Bytes above 127 stood raw in the header: a client that has not asked for UTF-8 gets them as the
    /// encoded words they should have been (RFC 2047).
    /// </summary>
    internal static void HeaderString(ImapWriter output, string? raw)
    {
        if (raw is null || output.Utf8 || Ascii.IsValid(raw))
        {
            output.NString(raw);
            return;
        }

        output.Text(HeaderText.Encode(HeaderText.Decode(raw)));
    }

    private static void Addresses(ImapWriter output, IReadOnlyList<HeaderAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            output.Nil();
            return;
        }

        output.Raw("("u8);
        for (var i = 0; i < addresses.Count; i++)
        {
            var address = addresses[i];
            output.Raw("("u8);
            HeaderString(output, address.RawName);
            // The source route in the middle is obsolete and always NIL.
            output.Raw(" NIL "u8).NString(address.LocalPart).Space().NString(address.Domain).Raw(")"u8);
        }

        output.Raw(")"u8);
    }
}
