using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>
/// Writes the tokens of responses straight into the output. Whatever is not printable ASCII goes out as a literal (or,
/// once the client has enabled IMAP4rev2 or UTF8=ACCEPT, as UTF-8 in quotes), never as 8-bit bytes in a quoted string.
/// </summary>
public sealed class ImapWriter(IBufferWriter<byte> output) : IBufferWriter<byte>
{
    // A quoted string must fit the client's line; RFC 7162 §4 and old clients suggest about 8,000. Longer ones are literals.
    private const int QuotedLength = 2000;

    private IBufferWriter<byte> _output = output;

    /// <summary>The client has enabled IMAP4rev2 or UTF8=ACCEPT.</summary>
    public bool Utf8 { get; set; }

    /// <summary>Bytes written since the owner last reset it, so that it knows when to flush.</summary>
    public long Written { get; set; }

    /// <summary>After STARTTLS the bytes go elsewhere.</summary>
    public void Redirect(IBufferWriter<byte> to) => _output = to;

    /// <summary>For what writes bytes by itself: a literal's content.</summary>
    public void Advance(int count)
    {
        _output.Advance(count);
        Written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _output.GetSpan(sizeHint);

    public ImapWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        Written += bytes.Length;
        return this;
    }

    public ImapWriter Space() => Raw(" "u8);

    public ImapWriter End() => Raw("\r\n"u8);

    /// <summary>Text that is known to be ASCII: tags, atoms, sentences of ours.</summary>
    public ImapWriter Ascii(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var to = _output.GetSpan(text.Length);
        System.Text.Ascii.FromUtf16(text, to, out var written);
        _output.Advance(written);
        Written += written;
        return this;
    }

    public ImapWriter Number(ulong number)
    {
        var to = _output.GetSpan(20);
        Utf8Formatter.TryFormat(number, to, out var written);
        _output.Advance(written);
        Written += written;
        return this;
    }

    public ImapWriter Number(long number) => Number((ulong)Math.Max(number, 0));

    public ImapWriter Nil() => Raw("NIL"u8);

    public ImapWriter NString(string? text) => text is null ? Nil() : Text(text);

    /// <summary>A string as the shortest safe form.</summary>
    public ImapWriter Text(ReadOnlySpan<char> text)
    {
        if (text.Length <= QuotedLength && text.IndexOfAnyExcept(ImapSyntax.PlainQuotedChars) < 0)
        {
            var to = _output.GetSpan(text.Length + 2);
            to[0] = (byte)'"';
            System.Text.Ascii.FromUtf16(text, to[1..], out _);
            to[text.Length + 1] = (byte)'"';
            _output.Advance(text.Length + 2);
            Written += text.Length + 2;
            return this;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Text(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
    }

    public ImapWriter Text(ReadOnlySpan<byte> text)
    {
        if (text.Length > QuotedLength || text.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) >= 0 || !MayBeQuoted(text))
        {
            return Literal(text);
        }

        Raw("\""u8);
        while (text.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var special)
        {
            Raw(text[..special]).Raw("\\"u8).Raw(text.Slice(special, 1));
            text = text[(special + 1)..];
        }

        return Raw(text).Raw("\""u8);
    }

    private bool MayBeQuoted(ReadOnlySpan<byte> text) =>
        System.Text.Ascii.IsValid(text) || (Utf8 && System.Text.Unicode.Utf8.IsValid(text));

    private ImapWriter Literal(ReadOnlySpan<byte> text)
    {
        // RFC 9051 §9: CHAR8 leaves out NUL. Nothing we write here should hold one; if it does, it becomes a question mark.
        if (text.IndexOf((byte)0) >= 0)
        {
            var clean = text.ToArray();
            clean.AsSpan().Replace((byte)0, (byte)'?');
            return LiteralHead(clean.Length).Raw(clean);
        }

        return LiteralHead(text.Length).Raw(text);
    }

    /// <summary>Announces a literal whose bytes the caller writes next.</summary>
    public ImapWriter LiteralHead(long size) => Raw("{"u8).Number(size).Raw("}\r\n"u8);

    /// <summary>RFC 3516: a literal that may hold NUL.</summary>
    public ImapWriter Literal8Head(long size) => Raw("~{"u8).Number(size).Raw("}\r\n"u8);

    /// <summary>A folder's name: an atom would do for most, quotes are always right.</summary>
    public ImapWriter Mailbox(string name) => Text(MailboxName.ToWire(name, Utf8));

    public ImapWriter Date(DateTimeOffset time)
    {
        ImapDate.Write(time, _output.GetSpan(28));
        _output.Advance(28);
        Written += 28;
        return this;
    }
}
