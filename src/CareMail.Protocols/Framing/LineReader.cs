using System.Buffers;

namespace CareMail.Protocols.Framing;

public enum LineStatus
{
    /// <summary>No line end yet: read more.</summary>
    Incomplete,

    /// <summary>A line ended by CRLF.</summary>
    Complete,

    /// <summary>The limit was passed before a line end came.</summary>
    TooLong,

    /// <summary>CR or LF alone. RFC 5321 §2.3.8: neither may be sent except as CRLF.</summary>
    BareLineEnd,
}

/// <summary>Finds the next CRLF line of a protocol, looking at the limit before the bytes.</summary>
public static class LineReader
{
    private static ReadOnlySpan<byte> LineEnds => "\r\n"u8;

    /// <param name="buffer">What has arrived.</param>
    /// <param name="limit">Longest line, without its CRLF.</param>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="next">Where the next line begins.</param>
    public static LineStatus TryRead(
        in ReadOnlySequence<byte> buffer,
        int limit,
        out ReadOnlySequence<byte> line,
        out SequencePosition next
    )
    {
        (line, next) = (default, buffer.Start);
        var reader = new SequenceReader<byte>(buffer.Length > limit + 2L ? buffer.Slice(0, limit + 2L) : buffer);
        if (!reader.TryReadToAny(out ReadOnlySequence<byte> text, LineEnds, advancePastDelimiter: false))
        {
            return buffer.Length > limit ? LineStatus.TooLong : LineStatus.Incomplete;
        }

        if (text.Length > limit)
        {
            return LineStatus.TooLong;
        }

        reader.TryRead(out var first);
        if (first == '\n')
        {
            return LineStatus.BareLineEnd;
        }

        if (!reader.TryRead(out var second))
        {
            return LineStatus.Incomplete;
        }

        if (second != '\n')
        {
            return LineStatus.BareLineEnd;
        }

        (line, next) = (text, reader.Position);
        return LineStatus.Complete;
    }
}
