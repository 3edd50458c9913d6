namespace CareMail.Protocols.Smtp;

/// <summary>
/// Makes every line end CRLF, over any split of the bytes, and for the wire doubles the dots that begin a line
/// (RFC 5321 §2.3.8 and §4.5.2). What leaves through here cannot smuggle: after it no CR or LF stands alone.
/// </summary>
public struct LineEndEncoder(bool stuffDots)
{
    private State _state;

    private enum State : byte
    {
        LineStart,
        Text,
        AfterCr,
    }

    /// <summary>The longest that <paramref name="length"/> bytes can become.</summary>
    public static int MaxEncodedLength(int length) => checked((length * 2) + 4);

    /// <returns>The number of bytes written; <paramref name="destination"/> must hold <see cref="MaxEncodedLength"/>.</returns>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            if (_state == State.AfterCr)
            {
                // The line end was written with the CR; the LF of a CRLF says nothing new.
                _state = State.LineStart;
                if (source[0] == '\n')
                {
                    source = source[1..];
                    continue;
                }
            }

            if (_state == State.LineStart && stuffDots && source[0] == '.')
            {
                destination[written++] = (byte)'.';
            }

            var end = source.IndexOfAny((byte)'\r', (byte)'\n');
            var text = end < 0 ? source : source[..end];
            text.CopyTo(destination[written..]);
            written += text.Length;
            if (end < 0)
            {
                _state = State.Text;
                return written;
            }

            "\r\n"u8.CopyTo(destination[written..]);
            written += 2;
            _state = source[end] == '\r' ? State.AfterCr : State.LineStart;
            source = source[(end + 1)..];
        }

        return written;
    }

    /// <summary>Ends the last line if it is open and, on the wire, the message. Needs 5 bytes.</summary>
    public int Finish(Span<byte> destination)
    {
        var end = (open: _state == State.Text, stuffDots) switch
        {
            (true, true) => "\r\n.\r\n"u8,
            (false, true) => ".\r\n"u8,
            (true, false) => "\r\n"u8,
            (false, false) => ""u8,
        };
        end.CopyTo(destination);
        _state = State.LineStart;
        return end.Length;
    }
}
