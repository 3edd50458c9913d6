using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>What <see cref="ImapFramer"/> found at the start of the input.</summary>
public enum ImapFrame
{
    /// <summary>Not all there yet; nothing may be consumed.</summary>
    NeedMore,

    /// <summary>As <see cref="NeedMore"/>; say "+", because the client waits before it sends its literal, and ask again.</summary>
    NeedContinuation,

    /// <summary>A whole command, its line end included, is in the first <see cref="ImapFramer.Length"/> bytes.</summary>
    Command,

    /// <summary>
    /// APPEND up to and including the line that announces a message; the message, <see cref="ImapFramer.Literal"/>
    /// bytes, comes next and is streamed by the caller.
    /// </summary>
    AppendMessage,

    /// <summary>The command is longer than allowed and its end is not in sight: refuse and close.</summary>
    TooLong,

    /// <summary>
    /// A literal is larger than allowed. It is announced at the end of the first <see cref="ImapFramer.Length"/> bytes;
    /// when it is not synchronising its bytes are on their way and must be discarded, never read as commands.
    /// </summary>
    LiteralTooLarge,
}

/// <summary>A literal as announced: <c>{5}</c>, <c>{5+}</c>, <c>{5-}</c>, <c>~{5}</c>. RFC 9051 §4.3, RFC 7888.</summary>
public readonly record struct ImapLiteral(ulong Size, bool Synchronising, bool Binary);

/// <summary>
/// Finds where one command ends, literals included, without understanding it. Linear: remembers how far it looked, so it
/// must be given the same start again until it reports a frame; then call <see cref="Reset"/>.
/// </summary>
public sealed class ImapFramer
{
    private long _scanned;
    private long _lineStart;
    private int _literals;
    private bool _append;

    /// <summary>Bytes of the frame just found.</summary>
    public long Length { get; private set; }

    /// <summary>The literal that ended the frame, for <see cref="ImapFrame.AppendMessage"/> and <see cref="ImapFrame.LiteralTooLarge"/>.</summary>
    public ImapLiteral Literal { get; private set; }

    public void Reset()
    {
        _scanned = _lineStart = 0;
        _literals = 0;
        _append = false;
    }

    /// <summary>After an appended message the command goes on: <c>CRLF</c>, or another message (RFC 3502 MULTIAPPEND).</summary>
    public void ResetInsideAppend()
    {
        Reset();
        _append = true;
    }

    public ImapFrame Next(in ReadOnlySequence<byte> input, ImapLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        while (true)
        {
            // Inside a literal: jump over it.
            if (_scanned > input.Length)
            {
                return ImapFrame.NeedMore;
            }

            var rest = new SequenceReader<byte>(input.Slice(_scanned));
            if (!rest.TryAdvanceTo((byte)'\n'))
            {
                _scanned = input.Length;
                return _scanned > limits.CommandBytes ? ImapFrame.TooLong : ImapFrame.NeedMore;
            }

            var end = _scanned + rest.Consumed;
            if (end > limits.CommandBytes)
            {
                return ImapFrame.TooLong;
            }

            if (!TryLiteral(input.Slice(_lineStart, end - _lineStart), out var literal))
            {
                Length = end;
                return ImapFrame.Command;
            }

            Length = end;
            Literal = literal;
            var first = _lineStart == 0;
            if (IsAppendedMessage(input.Slice(_lineStart, end - _lineStart), first))
            {
                return ImapFrame.AppendMessage;
            }

            if (
                literal.Size > (ulong)limits.LiteralBytes
                || ++_literals > limits.Literals
                || end + (long)literal.Size > limits.CommandBytes
            )
            {
                return ImapFrame.LiteralTooLarge;
            }

            _scanned = _lineStart = end + (long)literal.Size;
            if (literal.Synchronising)
            {
                return ImapFrame.NeedContinuation;
            }
        }
    }

    /// <summary>In APPEND every literal is a message, but for one that stands where the folder's name belongs.</summary>
    private bool IsAppendedMessage(in ReadOnlySequence<byte> line, bool first)
    {
        if (!first)
        {
            return _append;
        }

        if (_append)
        {
            return true;
        }

        Span<byte> head = stackalloc byte[(int)Math.Min(line.Length, 256)];
        line.Slice(0, head.Length).CopyTo(head);
        var space = head.IndexOf((byte)' ');
        if (space < 0 || !Ascii.EqualsIgnoreCase(Take(head, space + 1, 7), "APPEND "u8))
        {
            return false;
        }

        _append = true;
        return head[(space + 8)..] is not ([(byte)'{', ..] or [(byte)'~', (byte)'{', ..]);
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> text, int start, int count) =>
        text.Length >= start + count ? text.Slice(start, count) : [];

    /// <summary>Does the line end in <c>{n}</c>, <c>{n+}</c> or <c>{n-}</c>?</summary>
    private static bool TryLiteral(in ReadOnlySequence<byte> line, out ImapLiteral literal)
    {
        literal = default;
        // The longest announcement is "~{" + 20 digits + "+}" + CRLF; more digits are no literal we know.
        Span<byte> buffer = stackalloc byte[(int)Math.Min(line.Length, 64)];
        line.Slice(line.Length - buffer.Length).CopyTo(buffer);
        ReadOnlySpan<byte> tail = buffer[..^1];
        tail = tail is [.., (byte)'\r'] ? tail[..^1] : tail;
        if (tail is not [.., (byte)'}'])
        {
            return false;
        }

        var open = tail.LastIndexOf((byte)'{');
        if (open < 0)
        {
            return false;
        }

        var number = tail[(open + 1)..^1];
        var synchronising = number is not [.., (byte)'+' or (byte)'-'];
        number = synchronising ? number : number[..^1];
        if (number.IsEmpty || number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        // A number beyond 64 bits is still a literal, only one nobody can send.
        var size = Utf8Parser.TryParse(number, out ulong n, out _) ? n : ulong.MaxValue;
        literal = new ImapLiteral(size, synchronising, open > 0 && tail[open - 1] == '~');
        return true;
    }
}
