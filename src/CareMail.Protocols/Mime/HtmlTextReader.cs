using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>
/// HTML to the words in it, piece by piece: tags fall away, blocks become lines, scripts and styles vanish. Not a parser of
/// HTML (what is shown in a browser goes through the sanitiser): one pass, no stack, nothing that markup could upset.
/// </summary>
internal sealed class HtmlTextReader(int maxLength)
{
    private const int LongestName = 20;
    private const int LongestEntity = 32;

    private enum State
    {
        Text,
        TagOpen,
        TagName,
        Tag,
        TagQuoted,
        Declaration,
        Comment,
        Entity,
        Hidden,
        HiddenEnd,
    }

    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(
        "script",
        "style",
        "title",
        "noembed",
        "noframes",
        "iframe",
        "object",
        "template",
        "xml"
    );

    private static readonly FrozenSet<string> Paragraphs = FrozenSet.Create([
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "table",
        "hr",
    ]);

    private static readonly FrozenSet<string> Lines = FrozenSet.Create([
        "br",
        "div",
        "tr",
        "dt",
        "dd",
        "address",
        "article",
        "section",
        "header",
        "footer",
        "center",
        "form",
        "body",
    ]);

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _name = new();
    private State _state = State.Text;
    private bool _isEnd;
    private char _quote;
    private int _dashes;
    private string _hidden = "";
    private int _lineBreaks;
    private bool _space;
    private int _preformatted;

    public bool IsFull => _text.Length >= maxLength;

    public void Feed(ReadOnlySpan<char> html)
    {
        foreach (var c in html)
        {
            if (IsFull)
            {
                return;
            }
            Next(c);
        }
    }

    public string Complete()
    {
        if (_state == State.Entity)
        {
            EndEntity(false);
        }
        else if (_state == State.TagOpen)
        {
            Append('<');
        }
        if (_text.Length > maxLength)
        {
            _text.Length = char.IsHighSurrogate(_text[maxLength - 1]) ? maxLength - 1 : maxLength;
        }
        return _text.ToString();
    }

    private void Next(char c)
    {
        switch (_state)
        {
            case State.Text:
                Text(c);
                break;
            case State.Entity:
                Entity(c);
                break;
            case State.TagOpen:
                TagOpen(c);
                break;
            case State.TagName:
                TagName(c);
                break;
            case State.Tag:
                if (c is '"' or '\'')
                {
                    _quote = c;
                    _state = State.TagQuoted;
                }
                else if (c == '>')
                {
                    EndTag();
                }
                break;
            case State.TagQuoted:
                _state = c == _quote ? State.Tag : _state;
                break;
            case State.Declaration:
                Declaration(c);
                break;
            case State.Comment:
                Comment(c);
                break;
            case State.Hidden:
                _state = c == '<' ? State.HiddenEnd : _state;
                _name.Clear();
                break;
            case State.HiddenEnd:
                HiddenEnd(c);
                break;
        }
    }

    private void Text(char c)
    {
        switch (c)
        {
            case '<':
                _state = State.TagOpen;
                _name.Clear();
                break;
            case '&':
                _state = State.Entity;
                _name.Clear();
                break;
            default:
                Append(c);
                break;
        }
    }

    private void Entity(char c)
    {
        if (_name.Length < LongestEntity && (char.IsAsciiLetterOrDigit(c) || (c == '#' && _name.Length == 0)))
        {
            _name.Append(c);
            return;
        }
        EndEntity(c == ';');
        if (c != ';')
        {
            Next(c);
        }
    }

    private void EndEntity(bool hasSemicolon)
    {
        _state = State.Text;
        var written = $"&{_name}{(hasSemicolon ? ";" : "")}";
        var decoded = WebUtility.HtmlDecode($"&{_name};");
        foreach (var c in _name.Length > 0 && decoded.Length <= 2 ? decoded : written)
        {
            Append(c);
        }
    }

    private void TagOpen(char c)
    {
        if (c is '!' or '?')
        {
            _state = State.Declaration;
            _dashes = c == '?' ? int.MinValue : 0;
        }
        else if (c == '/' || char.IsAsciiLetter(c))
        {
            _isEnd = c == '/';
            _state = State.TagName;
            if (!_isEnd)
            {
                _name.Append(char.ToLowerInvariant(c));
            }
        }
        else
        {
            // "a < b" is no tag.
            _state = State.Text;
            Append('<');
            Next(c);
        }
    }

    private void TagName(char c)
    {
        if (c == '>')
        {
            EndTag();
        }
        else if (char.IsAsciiLetterOrDigit(c) && _name.Length < LongestName)
        {
            _name.Append(char.ToLowerInvariant(c));
        }
        else
        {
            _state = State.Tag;
        }
    }

    private void EndTag()
    {
        _state = State.Text;
        var name = _name.ToString();
        if (!_isEnd && Hidden.Contains(name))
        {
            _state = State.Hidden;
            _hidden = name;
        }
        else if (Paragraphs.Contains(name))
        {
            Break(2);
            if (name == "pre")
            {
                _preformatted = Math.Max(0, _preformatted + (_isEnd ? -1 : 1));
            }
        }
        else if (name == "br" && _lineBreaks > 0)
        {
            _lineBreaks = Math.Min(2, _lineBreaks + 1);
        }
        else if (Lines.Contains(name))
        {
            Break(1);
        }
        else if (name is "td" or "th")
        {
            _space = true;
        }
        else if (name == "li")
        {
            Break(1);
            if (!_isEnd)
            {
                Append('•');
                _space = true;
            }
        }
    }

    /// <summary>After <c>&lt;!</c>: a comment if two hyphens follow, otherwise all up to the next bracket.</summary>
    private void Declaration(char c)
    {
        if (c == '-' && _dashes >= 0 && ++_dashes == 2)
        {
            _state = State.Comment;
            // <!--> and <!---> are whole comments.
            _dashes = 2;
        }
        else if (c == '>')
        {
            _state = State.Text;
        }
        else if (c != '-')
        {
            _dashes = int.MinValue;
        }
    }

    private void Comment(char c)
    {
        if (c == '>' && _dashes >= 2)
        {
            _state = State.Text;
        }
        else if (c != '!' || _dashes < 2)
        {
            _dashes = c == '-' ? _dashes + 1 : 0;
        }
    }

    private void HiddenEnd(char c)
    {
        if (_name.Length == 0 && c == '/' && !_isEnd)
        {
            _isEnd = true;
        }
        else if (_isEnd && char.IsAsciiLetter(c) && _name.Length < LongestName)
        {
            _name.Append(char.ToLowerInvariant(c));
        }
        else if (_isEnd && _name.Equals(_hidden))
        {
            _isEnd = false;
            _state = c == '>' ? State.Text : State.Tag;
            _name.Clear();
        }
        else
        {
            _isEnd = false;
            _name.Clear();
            _state = c == '<' ? State.HiddenEnd : State.Hidden;
        }
    }

    private void Break(int lines)
    {
        _space = false;
        _lineBreaks = Math.Max(_lineBreaks, lines);
    }

    private void Append(char c)
    {
        if (_preformatted > 0 && c == '\n')
        {
            Break(Math.Min(2, _lineBreaks + 1));
            return;
        }
        if (c is ' ' or '\t' or '\r' or '\n' or '\f' or '\u00A0')
        {
            _space = true;
            return;
        }
        if (_text.Length > 0)
        {
            if (_lineBreaks > 0)
            {
                _text.Append('\n', _lineBreaks);
            }
            else if (_space)
            {
                _text.Append(' ');
            }
        }
        _lineBreaks = 0;
        _space = false;
        _text.Append(c);
    }
}
