using System.Buffers;

namespace CareMail.Protocols.Smtp;

/// <summary>
/// Takes the dots off the text behind DATA and finds its end (RFC 5321 §4.5.2), over any split of the bytes.
/// Only <c>CR LF . CR LF</c> ends a message. A line holding nothing but a dot whose line ends are anything else is how
/// a second message is smuggled past servers that disagree about line ends (CVE-2023-51764): that is
/// <see cref="OperationStatus.InvalidData"/> and the connection ends. Single CRs and LFs elsewhere are content.
/// </summary>
public struct DataDecoder
{
    private State _state;

    private enum State : byte
    {
        // The first line begins after the CRLF of the command, so a dot alone there ends an empty message.
        StrictLineStart,
        LooseLineStart,
        Text,
        AfterCr,
        StrictDot,
        LooseDot,
        StrictDotCr,
        LooseDotCr,
        Ended,
    }

    /// <summary>
    /// Decodes what fits. Done: the end was found, <paramref name="consumed"/> is behind it. NeedMoreData: all input
    /// taken. DestinationTooSmall: call again with room. InvalidData: smuggling.
    /// </summary>
    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        (consumed, written) = (0, 0);
        while (consumed < source.Length)
        {
            // A held-back dot may need a byte of its own before the byte that follows it.
            if (destination.Length - written < 3)
            {
                return OperationStatus.DestinationTooSmall;
            }

            if (_state == State.Text)
            {
                consumed += CopyText(source[consumed..], destination[written..(destination.Length - 2)], ref written);
                continue;
            }

            var status = Step(source[consumed], destination, ref written);
            if (status == OperationStatus.InvalidData)
            {
                return status;
            }

            consumed++;
            if (status == OperationStatus.Done)
            {
                return status;
            }
        }

        return OperationStatus.NeedMoreData;
    }

    /// <summary>Everything up to the next CR or LF, which is left to <see cref="Step"/>.</summary>
    private int CopyText(ReadOnlySpan<byte> source, Span<byte> destination, ref int written)
    {
        var end = source.IndexOfAny((byte)'\r', (byte)'\n');
        var length = Math.Min(end < 0 ? source.Length : end, destination.Length);
        source[..length].CopyTo(destination);
        written += length;
        if (length == end)
        {
            destination = destination[length..];
            // The line end itself: at most one byte, and the caller kept two free.
            return length + CopyLineEnd(source[end], ref written, destination);
        }

        return length;
    }

    private int CopyLineEnd(byte b, ref int written, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            // No room: as if the text had ended before it.
            return 0;
        }

        destination[0] = b;
        written++;
        _state = b == '\r' ? State.AfterCr : State.LooseLineStart;
        return 1;
    }

    private OperationStatus Step(byte b, Span<byte> destination, ref int written)
    {
        switch (_state)
        {
            case State.AfterCr when b == '\n':
                destination[written++] = b;
                _state = State.StrictLineStart;
                return OperationStatus.NeedMoreData;

            // A CR alone counts as a line end here, because somewhere it does.
            case State.AfterCr when b == '.':
                _state = State.LooseDot;
                return OperationStatus.NeedMoreData;

            case State.StrictLineStart
            or State.LooseLineStart when b == '.':
                _state = _state == State.StrictLineStart ? State.StrictDot : State.LooseDot;
                return OperationStatus.NeedMoreData;

            case State.StrictDot when b == '\r':
                _state = State.StrictDotCr;
                return OperationStatus.NeedMoreData;

            case State.LooseDot when b == '\r':
                _state = State.LooseDotCr;
                return OperationStatus.NeedMoreData;

            case State.StrictDot
            or State.LooseDot when b == '\n':
            case State.LooseDotCr:
                return OperationStatus.InvalidData;

            case State.StrictDotCr:
                _state = State.Ended;
                return b == '\n' ? OperationStatus.Done : OperationStatus.InvalidData;

            case State.LooseDot:
                // RFC 5321 §4.5.2 speaks of lines; this is none, so the dot is content.
                destination[written++] = (byte)'.';
                break;

            case State.Ended:
                throw new InvalidOperationException("The message has ended.");

            default:
                // A line start before an ordinary byte, or a dot the client put before it, which goes.
                break;
        }

        destination[written++] = b;
        _state = b switch
        {
            (byte)'\r' => State.AfterCr,
            (byte)'\n' => State.LooseLineStart,
            _ => State.Text,
        };
        return OperationStatus.NeedMoreData;
    }
}
