using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>
/// Reads the tokens of one framed command. Every method says whether it found what it is named after; the first failure
/// is kept in <see cref="Error"/>, as the words the client gets with <c>BAD</c>.
/// </summary>
public ref struct ImapReader(ReadOnlySpan<byte> text, ImapLimits limits, bool utf8 = false)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public ImapLimits Limits { get; } = limits;

    /// <summary>After ENABLE IMAP4rev2 or UTF8=ACCEPT folder names come as UTF-8, not as modified UTF-7.</summary>
    public bool Utf8 { get; } = utf8;

    public string? Error { get; private set; }

    public readonly bool AtEnd => _at >= _text.Length;

    public readonly byte Peek => _at < _text.Length ? _text[_at] : (byte)0;

    public bool Fail(string why)
    {
        Error ??= why;
        return false;
    }

    public bool End() => AtEnd || Fail("Unexpected text at the end of the command");

    public bool Skip(char c)
    {
        if (Peek != c || AtEnd)
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool Expect(char c) => Skip(c) || Fail(c == ' ' ? "Missing argument" : $"Expected '{c}'");

    /// <summary>One space; some clients send two, which harms nobody.</summary>
    public bool Space()
    {
        if (!Expect(' '))
        {
            return false;
        }

        while (Skip(' ')) { }

        return true;
    }

    /// <summary>Consumes a keyword if it stands here as a whole word.</summary>
    public bool SkipWord(ReadOnlySpan<byte> word)
    {
        var rest = _text[_at..];
        if (rest.Length < word.Length || !Ascii.EqualsIgnoreCase(rest[..word.Length], word))
        {
            return false;
        }

        if (rest.Length > word.Length && ImapSyntax.IsAtom(rest[word.Length]) && rest[word.Length] != '[')
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    public bool Atom(out ReadOnlySpan<byte> atom)
    {
        return Run(ImapSyntax.AtomChars, out atom) || Fail("Expected a word");
    }

    /// <summary>An atom as text, in capitals unless its case matters.</summary>
    public bool Word(out string word, bool keepCase = false)
    {
        var found = Atom(out var atom);
        word = found ? Encoding.ASCII.GetString(atom) : "";
        word = keepCase ? word : word.ToUpperInvariant();
        return found;
    }

    /// <summary>A folder name that may hold <c>%</c> and <c>*</c>.</summary>
    public bool PatternString(out ReadOnlySpan<byte> value) =>
        AtString ? StringBytes(out value) : Run(ImapSyntax.PatternChars, out value);

    public bool Number(out uint number)
    {
        if (!Utf8Parser.TryParse(_text[_at..], out number, out var used))
        {
            return Fail("Expected a number");
        }

        _at += used;
        return true;
    }

    public bool Number64(out ulong number)
    {
        // RFC 9051 §9, RFC 7162 §7: number64 and mod-sequences have 63 bits.
        if (!Utf8Parser.TryParse(_text[_at..], out number, out var used) || number > long.MaxValue)
        {
            return Fail("Expected a number");
        }

        _at += used;
        return true;
    }

    /// <summary>A quoted string or a literal.</summary>
    public bool StringBytes(out ReadOnlySpan<byte> value) =>
        Peek switch
        {
            (byte)'"' => Quoted(out value),
            (byte)'{' or (byte)'~' => LiteralString(out value),
            _ => NotAString(out value),
        };

    /// <summary>A quoted string or a literal starts here; <c>~</c> alone may begin a word.</summary>
    public readonly bool AtString =>
        Peek is (byte)'"' or (byte)'{' || (Peek == '~' && _at + 1 < _text.Length && _text[_at + 1] == '{');

    /// <summary>An atom (which here may hold <c>]</c>), a quoted string or a literal.</summary>
    public bool AString(out ReadOnlySpan<byte> value)
    {
        if (AtString)
        {
            return StringBytes(out value);
        }

        return Run(ImapSyntax.AStringChars, out value);
    }

    private bool Run(SearchValues<byte> allowed, out ReadOnlySpan<byte> value)
    {
        var rest = _text[_at..];
        var end = rest.IndexOfAnyExcept(allowed);
        value = end < 0 ? rest : rest[..end];
        _at += value.Length;
        return !value.IsEmpty || Fail("Expected a string");
    }

    /// <summary>An <see cref="AString"/> as text: UTF-8, and Latin-1 where it is not.</summary>
    public bool Text(out string value)
    {
        var found = AString(out var bytes);
        value = found ? ImapSyntax.Decode(bytes) : "";
        return found;
    }

    /// <summary>NIL or a string.</summary>
    public bool NString(out string? value)
    {
        value = null;
        if (SkipWord("NIL"u8))
        {
            return true;
        }

        var found = StringBytes(out var bytes);
        value = found ? ImapSyntax.Decode(bytes) : null;
        return found;
    }

    /// <summary>A folder name; <c>null</c> when it is spelled in a way that cannot be a name.</summary>
    public bool Mailbox(out string? name)
    {
        var found = AString(out var bytes);
        name = found ? MailboxName.FromWire(bytes, Utf8) : null;
        return found;
    }

    public bool Set(out SequenceSet set)
    {
        set = SequenceSet.Empty;
        if (Skip('$'))
        {
            set = SequenceSet.Saved;
            return true;
        }

        var ranges = new List<SequenceRange>();
        do
        {
            if (ranges.Count == Limits.Ranges)
            {
                return Fail("Too many ranges");
            }

            if (!SequenceNumber(out var from))
            {
                return false;
            }

            var to = from;
            if (Skip(':') && !SequenceNumber(out to))
            {
                return false;
            }

            ranges.Add(new SequenceRange(from, to));
        } while (Skip(','));

        set = new SequenceSet(ranges);
        return true;
    }

    private bool SequenceNumber(out uint number)
    {
        if (Skip('*'))
        {
            number = SequenceSet.Star;
            return true;
        }

        // RFC 9051 §9: nz-number. A set that starts with zero is a client's arithmetic gone wrong.
        return Number(out number) && (number != 0 || Fail("Sequence numbers start at 1"));
    }

    /// <summary>A parenthesised list of flags, or bare flags up to the end.</summary>
    public bool Flags(out IReadOnlyList<string> flags)
    {
        var list = new List<string>();
        flags = list;
        var inside = Skip('(');
        if (inside && Skip(')'))
        {
            return true;
        }

        do
        {
            if (!Flag(out var flag))
            {
                return false;
            }

            if (list.Count == Limits.Flags)
            {
                return Fail("Too many flags");
            }

            list.Add(flag);
        } while (Skip(' '));

        return !inside || Expect(')');
    }

    private bool Flag(out string flag)
    {
        flag = "";
        var system = Skip('\\');
        if (!Atom(out var atom))
        {
            return false;
        }

        if (atom.Length > Limits.KeywordBytes)
        {
            return Fail("Keyword too long");
        }

        flag = (system ? "\\" : "") + Encoding.ASCII.GetString(atom);
        return true;
    }

    private bool Quoted(out ReadOnlySpan<byte> value)
    {
        var rest = _text[(_at + 1)..];
        var end = rest.IndexOfAny("\"\\\r\n"u8);
        if (end >= 0 && rest[end] == '"')
        {
            value = rest[..end];
            _at += end + 2;
            return true;
        }

        return QuotedWithEscapes(rest, out value);
    }

    private bool QuotedWithEscapes(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        var plain = new byte[rest.Length];
        var length = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case (byte)'"':
                    value = plain.AsSpan(0, length);
                    _at += i + 2;
                    return true;
                case (byte)'\r' or (byte)'\n':
                    value = default;
                    return Fail("A quoted string does not end");
                case (byte)'\\' when i + 1 < rest.Length:
                    plain[length++] = rest[++i];
                    break;
                default:
                    plain[length++] = rest[i];
                    break;
            }
        }

        value = default;
        return Fail("A quoted string does not end");
    }

    private bool LiteralString(out ReadOnlySpan<byte> value)
    {
        value = default;
        Skip('~');
        if (!Expect('{') || !Number(out var size))
        {
            return false;
        }

        _ = Skip('+') || Skip('-');
        if (!Expect('}'))
        {
            return false;
        }

        Skip('\r');
        if (!Skip('\n') || size > _text.Length - _at)
        {
            return Fail("A literal is cut short");
        }

        value = _text.Slice(_at, (int)size);
        _at += (int)size;
        return true;
    }

    private bool NotAString(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Fail("Expected a string");
    }
}
