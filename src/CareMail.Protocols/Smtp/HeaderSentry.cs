namespace CareMail.Protocols.Smtp;

/// <summary>
/// Watches a header pass by, over any split of the bytes and without keeping them, and counts the two fields that decide
/// about a whole message: Received (loops, RFC 5321 §6.3) and From (two of them are a disguise, RFC 5322 §3.6).
/// </summary>
public struct HeaderSentry
{
    private static ReadOnlySpan<byte> FromName => "from"u8;

    private static ReadOnlySpan<byte> ReceivedName => "received"u8;

    private State _state;
    private bool _maybeFrom;
    private bool _maybeReceived;
    private int _length;

    private enum State : byte
    {
        LineStart,
        Name,
        Blank,
        Rest,
        Body,
    }

    public int Received { get; private set; }

    public int From { get; private set; }

    /// <summary>The empty line has passed; nothing more will be counted.</summary>
    public readonly bool IsDone => _state == State.Body;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Body)
        {
            if (_state == State.Rest)
            {
                var end = bytes.IndexOf((byte)'\n');
                if (end < 0)
                {
                    return;
                }

                _state = State.LineStart;
                bytes = bytes[(end + 1)..];
                continue;
            }

            Step(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Step(byte b)
    {
        if (_state == State.LineStart)
        {
            if (b == '\r')
            {
                return;
            }

            (_length, _maybeFrom, _maybeReceived) = (0, true, true);
            _state =
                b == '\n' ? State.Body
                : b is (byte)' ' or (byte)'\t' ? State.Rest
                : State.Name;
        }

        switch (_state)
        {
            case State.Name or State.Blank when b == ':':
                From += _maybeFrom && _length == FromName.Length ? 1 : 0;
                Received += _maybeReceived && _length == ReceivedName.Length ? 1 : 0;
                _state = State.Rest;
                break;
            case State.Name or State.Blank when b == '\n':
                _state = State.LineStart;
                break;
            case State.Name or State.Blank when b is (byte)' ' or (byte)'\t' or (byte)'\r':
                // RFC 5322 §4.5: "From :" counts.
                _state = State.Blank;
                break;
            case State.Blank:
                _state = State.Rest;
                break;
            case State.Name:
                var lower = (byte)(b | 0x20);
                _maybeFrom &= _length < FromName.Length && FromName[_length] == lower;
                _maybeReceived &= _length < ReceivedName.Length && ReceivedName[_length] == lower;
                _length++;
                break;
            default:
                break;
        }
    }
}
