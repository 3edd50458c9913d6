using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>RFC 2047, both ways. Reading forgives what Outlook, Gmail and older programs get wrong; writing does not.</summary>
internal static class EncodedWords
{
    // RFC 2047 §2.
    private const int LongestWord = 75;

    // With a language (RFC 2231 §5) after it.
    private const int LongestCharset = 80;

    public static string Decode(string raw)
    {
        var start = raw.IndexOf("=?", StringComparison.Ordinal);
        if (start < 0)
        {
            return raw;
        }
        var text = new StringBuilder(raw.Length);
        var bytes = new ArrayBufferWriter<byte>();
        var charset = "";
        var plainFrom = 0;
        var lastEnd = raw.LastIndexOf("?=", StringComparison.Ordinal);
        while (start >= 0 && start < lastEnd)
        {
            if (!TryWord(raw, start, lastEnd, out var word))
            {
                start = raw.IndexOf("=?", start + 2, StringComparison.Ordinal);
                continue;
            }
            var between = raw.AsSpan(plainFrom, start - plainFrom);
            // RFC 2047 §6.2: white space between encoded words is not shown. Characters cut in two by senders
            // that ignore §5 (3) come together again if the charset stays the same.
            var joins = bytes.WrittenCount > 0 && between.IsWhiteSpace();
            if (!joins || !charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase))
            {
                Flush(text, bytes, charset);
                if (!joins)
                {
                    text.Append(between);
                }
                charset = word.Charset;
            }
            word.DecodeTo(bytes);
            plainFrom = word.End;
            start = raw.IndexOf("=?", plainFrom, StringComparison.Ordinal);
        }
        Flush(text, bytes, charset);
        text.Append(raw.AsSpan(plainFrom));
        return text.ToString();
    }

    /// <summary>Where an encoded word that starts here ends; -1 if none does. For the address parser: no spaces inside.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text)
    {
        const int longest = 1_000;
        if (!text.StartsWith("=?"))
        {
            return -1;
        }
        var marks = 0;
        for (var i = 2; i < text.Length && i < longest; i++)
        {
            if (text[i] is ' ' or '\t' or '"')
            {
                return -1;
            }
            if (text[i] != '?')
            {
                continue;
            }
            marks++;
            if (marks >= 3)
            {
                return i + 1 < text.Length && text[i + 1] == '=' ? i + 2 : -1;
            }
        }
        return -1;
    }

    public static string Encode(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var plain = text.Count(c => IsSafe(c) || c == ' ');
        // Q where most letters are ASCII: even a program that cannot decode shows something readable.
        return plain * 2 > bytes
            ? EncodeAll(text, 'Q', QLength)
            : EncodeAll(text, 'B', rune => rune.Utf8SequenceLength);
    }

    private static string EncodeAll(string text, char encoding, Func<Rune, int> cost)
    {
        const string prefix = "=?utf-8?";
        var room = LongestWord - prefix.Length - "Q?".Length - "?=".Length;
        room = encoding == 'B' ? room / 4 * 3 : room;
        var result = new StringBuilder();
        var word = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + cost(rune) > room)
            {
                Close();
            }
            word.Append(rune.ToString());
            used += cost(rune);
        }
        Close();
        return result.ToString();

        void Close()
        {
            if (word.Length == 0)
            {
                return;
            }
            if (result.Length > 0)
            {
                result.Append(' ');
            }
            var bytes = Encoding.UTF8.GetBytes(word.ToString());
            result.Append(prefix).Append(encoding).Append('?');
            result.Append(encoding == 'B' ? Convert.ToBase64String(bytes) : Q(bytes)).Append("?=");
            word.Clear();
            used = 0;
        }
    }

    private static int QLength(Rune rune) =>
        rune.Value == ' ' || (rune.IsBmp && IsSafe((char)rune.Value)) ? 1 : rune.Utf8SequenceLength * 3;

    private static string Q(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes)
        {
            _ = b switch
            {
                (byte)' ' => text.Append('_'),
                _ when IsSafe((char)b) => text.Append((char)b),
                _ => text.Append('=').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)),
            };
        }
        return text.ToString();
    }

    // RFC 2047 §5 (3): the letters allowed within a phrase are allowed everywhere.
    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '!' or '*' or '+' or '-' or '/';

    private static bool TryWord(string raw, int start, int lastEnd, out Word word)
    {
        word = default;
        var charsetEnd = raw.AsSpan(start + 2, Math.Min(LongestCharset, raw.Length - start - 2)).IndexOf('?');
        if (charsetEnd <= 0)
        {
            return false;
        }
        var charset = raw.AsSpan(start + 2, charsetEnd);
        var at = start + 2 + charsetEnd + 1;
        if (charset.ContainsAny(' ', '=') || at + 1 >= raw.Length || raw[at + 1] != '?')
        {
            return false;
        }
        var encoding = char.ToLowerInvariant(raw[at]);
        var from = at + 2;
        // Spaces inside are against the rule, but the meaning is clear.
        if (encoding is not ('b' or 'q') || from > lastEnd)
        {
            return false;
        }
        var end = raw.IndexOf("?=", from, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }
        var language = charset.IndexOf('*');
        var name = (language < 0 ? charset : charset[..language]).ToString();
        word = new Word(name, encoding == 'b', raw.AsMemory(from, end - from), end + 2);
        return true;
    }

    private static void Flush(StringBuilder text, ArrayBufferWriter<byte> bytes, string charset)
    {
        if (bytes.WrittenCount > 0)
        {
            text.Append(ContentDecoder.ToText(bytes.WrittenSpan, charset));
            bytes.ResetWrittenCount();
        }
    }

    private readonly record struct Word(string Charset, bool IsBase64, ReadOnlyMemory<char> Content, int End)
    {
        public void DecodeTo(ArrayBufferWriter<byte> output)
        {
            var size = Encoding.UTF8.GetByteCount(Content.Span);
            var source = ArrayPool<byte>.Shared.Rent(size);
            var bytes = source.AsSpan(0, Encoding.UTF8.GetBytes(Content.Span, source));
            if (IsBase64)
            {
                var decoder = new Base64Decoder();
                decoder.Decode(bytes, output);
                decoder.Complete(output);
            }
            else
            {
                DecodeQ(bytes, output);
            }
            ArrayPool<byte>.Shared.Return(source);
        }

        // RFC 2047 §4.2.
        private static void DecodeQ(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
        {
            var to = output.GetSpan(text.Length + 1);
            var written = 0;
            for (var i = 0; i < text.Length; i++)
            {
                var c = text[i];
                if (
                    c == '='
                    && i + 2 < text.Length
                    && char.IsAsciiHexDigit((char)text[i + 1])
                    && char.IsAsciiHexDigit((char)text[i + 2])
                )
                {
                    Convert.FromHexString(text.Slice(i + 1, 2), to[written..], out _, out _);
                    c = to[written];
                    i += 2;
                }
                else if (c == '_')
                {
                    c = (byte)' ';
                }
                to[written++] = c;
            }
            output.Advance(written);
        }
    }
}
