using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Imap;

/// <summary>Bytes of the stored message, from one offset up to another.</summary>
public readonly record struct ByteRange(long Start, long End)
{
    public long Length => End - Start;

    /// <summary>RFC 9051 §6.4.5.1: a partial fetch that reaches beyond the end gets what there is.</summary>
    public ByteRange Part(ulong start, ulong count)
    {
        var from = Start + (long)Math.Min(start, (ulong)Length);
        return new ByteRange(from, from + (long)Math.Min(count, (ulong)(End - from)));
    }
}

/// <summary>Where the text that BODY[…] names lies in a message. RFC 9051 §6.4.5.1.</summary>
public static class SectionFinder
{
    /// <summary>
    /// The range of a section, or null if the message has no such part. For HEADER.FIELDS it is the header to choose from.
    /// </summary>
    public static ByteRange? Find(MessageSummary message, BodySection section)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(section);
        if (section.Part.Count == 0)
        {
            return section.Text switch
            {
                SectionText.All => new ByteRange(0, message.Size),
                SectionText.Text => new ByteRange(message.Root.BodyStart, message.Size),
                _ => new ByteRange(0, message.Root.BodyStart),
            };
        }

        if (FindPart(message.Root, section.Part) is not { } part)
        {
            return null;
        }

        return section.Text switch
        {
            SectionText.All => new ByteRange(part.BodyStart, part.BodyEnd),
            SectionText.Mime => new ByteRange(part.HeaderStart, part.BodyStart),
            _ => OfAttachedMessage(part, section.Text),
        };
    }

    /// <summary>HEADER and TEXT of a numbered part: only an attached message has them.</summary>
    private static ByteRange? OfAttachedMessage(MimePart part, SectionText text)
    {
        if (!part.IsMessage)
        {
            return null;
        }

        var inner = part.Children[0];
        return text == SectionText.Text
            ? new ByteRange(inner.BodyStart, part.BodyEnd)
            : new ByteRange(inner.HeaderStart, inner.BodyStart);
    }

    public static MimePart? FindPart(MimePart root, IReadOnlyList<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        // A message that is not a multipart has one part, number 1, which is its body.
        MimePart? holder = root,
            found = null;
        foreach (var number in numbers)
        {
            if (holder is null)
            {
                return null;
            }

            if (holder.IsMultipart)
            {
                found = number <= holder.Children.Count ? holder.Children[number - 1] : null;
            }
            else
            {
                found = number == 1 ? holder : null;
            }

            if (found is null)
            {
                return null;
            }

            holder =
                found.IsMessage ? found.Children[0]
                : found.IsMultipart ? found
                : null;
        }

        return found;
    }
}
