using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>
/// Reads RFC 5322 §3.4 address lists with the obsolete forms of §4.4 and whatever else arrives: one pass, no recursion, no failure.
/// </summary>
internal ref struct AddressList(ReadOnlySpan<char> text, int limit)
{
    // Comments may nest; nobody means more.
    private const int CommentDepth = 20;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly List<HeaderAddress> _found = [];
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _comment = new();
    private int _at;
    private bool _inGroup;
    private bool _spaceBefore;
    private bool _hasQuoted;
    private int _lastAtSign = -1;

    public static IReadOnlyList<HeaderAddress> Parse(ReadOnlySpan<char> text, int limit) =>
        new AddressList(text, limit).Read();

    private List<HeaderAddress> Read()
    {
        while (_at < _text.Length && _found.Count < limit)
        {
            var c = _text[_at];
            switch (c)
            {
                case ',':
                    Finish();
                    _at++;
                    break;
                // The end of a group; outside one, what Outlook puts between addresses.
                case ';':
                    Finish();
                    EndGroup();
                    _at++;
                    break;
                case ':' when !_inGroup && _lastAtSign < 0 && _phrase.Length > 0:
                    Add(new HeaderAddress(null, Phrase(), null));
                    Reset();
                    _inGroup = true;
                    _at++;
                    break;
                case ':' when _phrase.Length == 0:
                    _at++;
                    break;
                case '<':
                    _at++;
                    Angle();
                    break;
                case '(':
                    Comment();
                    break;
                case '"':
                    Quoted(_phrase);
                    _hasQuoted = true;
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    _spaceBefore = _phrase.Length > 0;
                    _at++;
                    break;
                default:
                    Word(c);
                    break;
            }
        }
        Finish();
        EndGroup();
        return _found;
    }

    private void Word(char c)
    {
        Space();
        var encoded = c == '=' ? EncodedWords.EndOfWord(_text[_at..]) : -1;
        if (encoded > 0)
        {
            _phrase.Append(_text.Slice(_at, encoded));
            _at += encoded;
            return;
        }
        if (c == '@')
        {
            _lastAtSign = _phrase.Length;
        }
        _phrase.Append(c);
        _at++;
    }

    private void Space()
    {
        if (_spaceBefore)
        {
            _phrase.Append(' ');
            _spaceBefore = false;
        }
    }

    /// <summary>Of <c>&lt;@relay,@relay:local@domain&gt;</c> the last part (RFC 5322 §4.4); the closing bracket may be missing.</summary>
    private void Angle()
    {
        var address = new StringBuilder();
        var at = -1;
        while (_at < _text.Length && _text[_at] != '>')
        {
            switch (_text[_at])
            {
                case '"':
                    Quoted(address);
                    continue;
                case ' ' or '\t' or '\r' or '\n':
                    _at++;
                    continue;
                case ':' when address.Length > 0 && address[0] == '@':
                    address.Clear();
                    at = -1;
                    _at++;
                    continue;
                // "<a@b.example, c@d.example": the first was never closed.
                case ',' when at > 0:
                case '<':
                    Mailbox(Phrase(), address, at);
                    Reset();
                    return;
                case '@':
                    at = address.Length;
                    break;
            }
            address.Append(_text[_at++]);
        }
        _at++;
        Mailbox(Phrase(), address, at);
        Reset();
        SkipToSeparator();
    }

    /// <summary>Between an address and the comma there may only be comments; anything else is not kept.</summary>
    private void SkipToSeparator()
    {
        while (_at < _text.Length && _text[_at] is not (',' or ';' or '<' or '"'))
        {
            if (_text[_at] == '(')
            {
                Comment();
                _comment.Clear();
            }
            else
            {
                _at++;
            }
        }
    }

    private void Mailbox(string? name, StringBuilder address, int at)
    {
        if (address.Length == 0 && name is null)
        {
            return;
        }
        var text = address.ToString();
        Add(at < 0 ? new(name, text, "") : new(name, text[..at], text[(at + 1)..]));
    }

    /// <summary>An entry without angle brackets: <c>local@domain (name)</c>, or no address at all.</summary>
    private void Finish()
    {
        if (_phrase.Length > 0)
        {
            var name = _comment.Length > 0 ? _comment.ToString() : null;
            if (_lastAtSign >= 0)
            {
                var text = _phrase.ToString();
                var local = text[.._lastAtSign].TrimEnd();
                Add(new(name, _hasQuoted ? local : local.Replace(" ", ""), text[(_lastAtSign + 1)..].Replace(" ", "")));
            }
            else
            {
                Add(new(name, _phrase.ToString(), ""));
            }
        }
        Reset();
    }

    private void EndGroup()
    {
        if (_inGroup)
        {
            _found.Add(default);
            _inGroup = false;
        }
    }

    private readonly void Add(HeaderAddress address)
    {
        if (_found.Count < limit)
        {
            _found.Add(address);
        }
    }

    private readonly string? Phrase() => _phrase.Length > 0 ? _phrase.ToString() : null;

    private void Reset()
    {
        _phrase.Clear();
        _comment.Clear();
        _spaceBefore = false;
        _hasQuoted = false;
        _lastAtSign = -1;
    }

    private void Quoted(StringBuilder into)
    {
        if (ReferenceEquals(into, _phrase))
        {
            Space();
        }
        _at++;
        while (_at < _text.Length && _text[_at] != '"')
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }
            into.Append(_text[_at++]);
        }
        _at++;
    }

    private void Comment()
    {
        var depth = 0;
        var first = _comment.Length == 0;
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '(' && depth < CommentDepth)
            {
                depth++;
                if (depth == 1)
                {
                    continue;
                }
            }
            else if (c == ')' && --depth == 0)
            {
                _at++;
                return;
            }
            else if (c == '\\' && _at + 1 < _text.Length)
            {
                c = _text[++_at];
            }
            if (first)
            {
                _comment.Append(c);
            }
        }
    }
}
