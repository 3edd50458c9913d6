using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CareMail.Protocols.Scim;

/// <summary>
/// Reads filters and paths by recursive descent. RFC 7644 §3.4.2.2: brackets bind first, then <c>not</c>, then
/// <c>and</c>, then <c>or</c>. Length, depth and number of terms are looked at before anything is built.
/// </summary>
internal ref struct ScimReader
{
    private readonly string _text;
    private readonly ScimFaultType _fault;
    private int _at;
    private int _terms;

    public ScimReader(string text, ScimFaultType fault)
    {
        (_text, _fault) = (text, fault);
        if (text.Length > ScimLimits.FilterLength)
        {
            throw new ScimFaultException(fault, $"More than {ScimLimits.FilterLength} characters are not read.");
        }
    }

    public ScimFilter WholeFilter()
    {
        var filter = Filter(0);
        Spaces();
        return _at == _text.Length ? filter : throw Wrong("an operator was expected");
    }

    public ScimPath WholePath()
    {
        Spaces();
        var name = Name();
        if (!Take('['))
        {
            Spaces();
            return _at == _text.Length
                ? new ScimPath(name.Schema, name.Attribute, null, name.Sub)
                : throw Wrong("the path goes on");
        }

        if (name.Sub is not null)
        {
            throw Wrong("a sub-attribute has no values to choose from");
        }

        var filter = Filter(1);
        Expect(']');
        var sub = Take('.') ? Word() : null;
        return _at == _text.Length
            ? new ScimPath(name.Schema, name.Attribute, filter, sub)
            : throw Wrong("the path goes on");
    }

    private ScimFilter Filter(int depth)
    {
        var left = Both(depth);
        while (TakeWord("or"))
        {
            left = new ScimFilter.Or(left, Both(depth));
        }

        return left;
    }

    private ScimFilter Both(int depth)
    {
        var left = Term(depth);
        while (TakeWord("and"))
        {
            left = new ScimFilter.And(left, Term(depth));
        }

        return left;
    }

    private ScimFilter Term(int depth)
    {
        if (depth > ScimLimits.FilterDepth || ++_terms > ScimLimits.FilterTerms)
        {
            throw new ScimFaultException(
                _fault,
                $"At most {ScimLimits.FilterTerms} terms are read, {ScimLimits.FilterDepth} deep."
            );
        }

        Spaces();
        if (TakeNot())
        {
            Expect('(');
            return new ScimFilter.Not(Closed(depth));
        }

        return Take('(') ? Closed(depth) : Attribute(depth);
    }

    private ScimFilter Closed(int depth)
    {
        var inner = Filter(depth + 1);
        Expect(')');
        return inner;
    }

    private ScimFilter Attribute(int depth)
    {
        var name = Name();
        if (Take('['))
        {
            var inner = Filter(depth + 1);
            Expect(']');
            return new ScimFilter.OfOne(name, inner);
        }

        Spaces();
        var word = Word();
        if (word.Equals("pr", StringComparison.OrdinalIgnoreCase))
        {
            return new ScimFilter.Present(name);
        }

        // A number would be read as an operator of that number.
        return char.IsAsciiLetter(word[0]) && Enum.TryParse<ScimOperator>(word, ignoreCase: true, out var op)
            ? new ScimFilter.Compare(name, op, Value())
            : throw Wrong("there is no such operator");
    }

    /// <summary>RFC 7644 figure 1: <c>[URI ":"] ATTRNAME [ "." ATTRNAME ]</c>. The URI of a schema has colons and dots of its own.</summary>
    private ScimName Name()
    {
        var start = _at;
        while (
            _at < _text.Length
            && (char.IsAsciiLetterOrDigit(_text[_at]) || ".:_-$".Contains(_text[_at], StringComparison.Ordinal))
        )
        {
            _at++;
        }

        var written = _text[start.._at];
        var colon = written.LastIndexOf(':');
        var schema = colon < 0 ? null : written[..colon];
        // A schema alone names the whole extension; "2.0:User" is the end of a URI, no attribute.
        var pieces = written[(colon + 1)..].Split('.');
        return pieces.Length is 1 or 2 && pieces.All(IsName)
            ? new ScimName(schema, pieces[0], pieces.ElementAtOrDefault(1))
            : throw Wrong("an attribute was expected");
    }

    private static bool IsName(string piece) =>
        piece.Length > 0
        && (char.IsAsciiLetter(piece[0]) || piece[0] == '$')
        && piece.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Wrong("a word was expected");
    }

    /// <summary>RFC 7644 figure 1: compValue is a JSON value, and no object or array.</summary>
    private object? Value()
    {
        Spaces();
        if (_at < _text.Length && _text[_at] == '"')
        {
            return Quoted();
        }

        var start = _at;
        while (
            _at < _text.Length
            && (char.IsAsciiLetterOrDigit(_text[_at]) || "+-.".Contains(_text[_at], StringComparison.Ordinal))
        )
        {
            _at++;
        }

        var word = _text[start.._at];
        return word.ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            "null" => null,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong("a value was expected, and text stands in quotes"),
        };
    }

    private string Quoted()
    {
        var start = _at++;
        while (_at < _text.Length && _text[_at] != '"')
        {
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        if (_at >= _text.Length)
        {
            throw Wrong("the quote is not closed");
        }

        _at++;
        try
        {
            return JsonSerializer.Deserialize<string>(_text[start.._at])!;
        }
        catch (Exception bad) when (bad is JsonException or DecoderFallbackException)
        {
            throw Wrong("the quoted text is no JSON string");
        }
    }

    private bool TakeNot()
    {
        var at = _at;
        if (!TakeWord("not"))
        {
            return false;
        }

        Spaces();
        if (_at < _text.Length && _text[_at] == '(')
        {
            return true;
        }

        _at = at;
        return false;
    }

    private bool TakeWord(string word)
    {
        Spaces();
        var end = _at + word.Length;
        if (
            end > _text.Length
            || !_text.AsSpan(_at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)
            || (end < _text.Length && char.IsAsciiLetterOrDigit(_text[end]))
        )
        {
            return false;
        }

        _at = end;
        return true;
    }

    private void Spaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private bool Take(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char c)
    {
        Spaces();
        if (!Take(c))
        {
            throw Wrong($"'{c}' was expected");
        }
    }

    private readonly ScimFaultException Wrong(string what) => new(_fault, $"At character {_at + 1}: {what}.");
}
