namespace CareMail.Protocols.Mime;

/// <summary>The fields of a message header as an <see cref="Envelope"/>.</summary>
internal static class EnvelopeReader
{
    public static Envelope Read(KnownFields fields, string? charset, bool isOutermost, ref int addressesLeft)
    {
        var defects = fields.Defects;
        var date = fields.First(HeaderField.Date);
        var subject = fields.First(HeaderField.Subject, charset);
        var from = fields.Addresses(HeaderField.From, charset, ref addressesLeft, onlyFirst: true);
        var envelope = new Envelope
        {
            Date = date,
            Sent = date is null ? null : HeaderText.ParseDate(date),
            RawSubject = subject,
            Subject = subject is null ? "" : HeaderText.ForDisplay(HeaderText.Decode(subject)),
            From = from,
            Sender = fields.Addresses(HeaderField.Sender, charset, ref addressesLeft, onlyFirst: true),
            ReplyTo = fields.Addresses(HeaderField.ReplyTo, charset, ref addressesLeft, onlyFirst: true),
            To = fields.Addresses(HeaderField.To, charset, ref addressesLeft),
            Cc = fields.Addresses(HeaderField.Cc, charset, ref addressesLeft),
            Bcc = fields.Addresses(HeaderField.Bcc, charset, ref addressesLeft),
            InReplyTo = fields.First(HeaderField.InReplyTo),
            MessageId = fields.First(HeaderField.MessageId),
        };
        if (!isOutermost)
        {
            fields.Defects = defects;
        }
        else if (from.Count(address => address is { LocalPart.Length: > 0, Domain.Length: > 0 }) != 1)
        {
            fields.Defects |= MimeDefects.UnclearFrom;
        }
        return envelope;
    }

    public static ThreadKeys Threads(KnownFields fields, Envelope envelope, MimeLimits limits)
    {
        var baseSubject = HeaderText.BaseSubject(envelope.Subject, out var isReply);
        var own = HeaderText.ParseMessageIds(envelope.MessageId ?? "", 1) is [var id, ..] ? id : null;
        var references = HeaderText.ParseMessageIds(fields.First(HeaderField.References) ?? "", int.MaxValue);
        var inReplyTo = HeaderText.ParseMessageIds(envelope.InReplyTo ?? "", 4);
        // RFC 5256's threading and RFC 5322 §3.6.4: ancestors in order, the parent last.
        var all = references
            .Concat(inReplyTo)
            .Where(ancestor => ancestor != own)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (all.Count > limits.References)
        {
            all.RemoveRange(1, all.Count - limits.References);
        }
        return new ThreadKeys(own, all, baseSubject, isReply);
    }
}
