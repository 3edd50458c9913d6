using System.Buffers;

namespace CareMail.Protocols.Mime;

/// <summary>RFC 2045 §6.7, lenient: what is no escape stays as it was written.</summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    // White space that may turn out to end its line is held back; nobody means a longer run.
    private const int LongestRun = 256;

    private readonly byte[] _space = new byte[LongestRun];
    private int _spaces;
    private readonly byte[] _escape = new byte[LongestRun];
    private int _escaped;
    private bool _inEscape;

    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (_inEscape)
            {
                input = Escape(input, output);
                continue;
            }
            var stop = input.IndexOfAny((byte)'=', (byte)'\n');
            var text = stop < 0 ? input : input[..stop];
            Text(text, output);
            if (stop < 0)
            {
                return;
            }
            if (input[stop] == '=')
            {
                FlushSpaces(output);
                _inEscape = true;
            }
            else
            {
                LineEnd(output);
            }
            input = input[(stop + 1)..];
        }
    }

    public override void Complete(IBufferWriter<byte> output)
    {
        if (_inEscape)
        {
            GiveUp(output);
        }
        FlushSpaces(output);
    }

    private void Text(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            end--;
        }
        if (end > 0)
        {
            FlushSpaces(output);
            output.Write(text[..end]);
        }
        foreach (var space in text[end..])
        {
            if (_spaces == LongestRun)
            {
                FlushSpaces(output);
            }
            _space[_spaces++] = space;
        }
    }

    // RFC 2045 §6.7 (3): white space at the end of a line was added on the way.
    private void LineEnd(IBufferWriter<byte> output)
    {
        var carriageReturn = _spaces > 0 && _space[_spaces - 1] == '\r';
        _spaces = 0;
        output.Write(carriageReturn ? "\r\n"u8 : "\n"u8);
    }

    /// <summary>After an equals sign: two hexadecimal digits, or a line end with white space before it.</summary>
    private ReadOnlySpan<byte> Escape(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var next = input[0];
        if (_escaped == 1 && HexValue(_escape[0]) is >= 0 and var high)
        {
            if (HexValue(next) is >= 0 and var low)
            {
                output.Write([(byte)(high << 4 | low)]);
                _inEscape = false;
                _escaped = 0;
                return input[1..];
            }
            GiveUp(output);
            return input;
        }
        if (next == '\n')
        {
            _inEscape = false;
            _escaped = 0;
            return input[1..];
        }
        var fits = _escaped < LongestRun;
        if (fits && (next is (byte)' ' or (byte)'\t' or (byte)'\r' || (_escaped == 0 && HexValue(next) >= 0)))
        {
            _escape[_escaped++] = next;
            return input[1..];
        }
        GiveUp(output);
        return input;
    }

    private void GiveUp(IBufferWriter<byte> output)
    {
        output.Write("="u8);
        _inEscape = false;
        var held = _escaped;
        _escaped = 0;
        Text(_escape.AsSpan(0, held), output);
    }

    private void FlushSpaces(IBufferWriter<byte> output)
    {
        if (_spaces > 0)
        {
            output.Write(_space.AsSpan(0, _spaces));
            _spaces = 0;
        }
    }

    private static int HexValue(byte c) =>
        c switch
        {
            >= (byte)'0' and <= (byte)'9' => c - '0',
            >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
            >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
            _ => -1,
        };
}
