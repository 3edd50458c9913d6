using System.Buffers;
using System.Globalization;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>
/// A value with parameters: <c>text/plain; charset="utf-8"</c>. Decodes RFC 2231 (charset, language, continuations) and what
/// other programs do instead (encoded words within quotes, raw 8-bit, no quotes).
/// </summary>
internal static class MimeParameters
{
    private const int LongestName = 60;
    private const int HighestSection = 200;

    // RFC 2045 §5.1 token.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"
    );

    public static bool IsToken(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 100 && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>The value before the first semicolon, without comments and spaces around it, in lower case.</summary>
    public static string Parse(string raw, MimeLimits limits, out IReadOnlyList<(string Name, string Value)> parameters)
    {
        var semicolon = raw.IndexOf(';');
        var value = semicolon < 0 ? raw.AsSpan() : raw.AsSpan(0, semicolon);
        var comment = value.IndexOf('(');
        value = (comment < 0 ? value : value[..comment]).Trim(" \t\"'");
        parameters = semicolon < 0 ? [] : Collect(raw.AsSpan(semicolon + 1), limits);
        return value.ToString().ToLowerInvariant();
    }

    private static List<(string, string)> Collect(ReadOnlySpan<char> text, MimeLimits limits)
    {
        var pieces = new List<Piece>();
        while (!text.IsEmpty && pieces.Count < limits.Parameters)
        {
            text = text.TrimStart(" \t;");
            var equals = text.IndexOfAny('=', ';');
            if (equals < 0)
            {
                break;
            }
            if (text[equals] == ';')
            {
                text = text[equals..];
                continue;
            }
            var name = text[..equals].Trim();
            text = Value(text[(equals + 1)..].TrimStart(), limits, out var value);
            if (Piece.TryRead(name, value, out var piece))
            {
                pieces.Add(piece);
            }
        }
        return Assemble(pieces, limits);
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> text, MimeLimits limits, out string value)
    {
        if (text.IsEmpty || text[0] != '"')
        {
            // RFC 2045 §5.1 wants quotes around a value with spaces; many leave them out.
            var end = text.IndexOf(';');
            var bare = end < 0 ? text : text[..end];
            value = bare[..Math.Min(bare.Length, limits.ValueLength)].Trim().ToString();
            return end < 0 ? default : text[end..];
        }
        var unquoted = new StringBuilder();
        var i = 1;
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }
            if (unquoted.Length < limits.ValueLength)
            {
                unquoted.Append(text[i]);
            }
        }
        value = unquoted.ToString();
        var next = i < text.Length ? text[i..].IndexOf(';') : -1;
        return next < 0 ? default : text[(i + next)..];
    }

    private static List<(string, string)> Assemble(List<Piece> pieces, MimeLimits limits)
    {
        var result = new List<(string, string)>(pieces.Count);
        foreach (var group in pieces.GroupBy(piece => piece.Name, StringComparer.Ordinal))
        {
            // RFC 2231 §4: a program that writes both forms means the extended one.
            var sections = group
                .Where(piece => piece.Section >= 0 || piece.IsExtended)
                .OrderBy(piece => piece.Section)
                .ToList();
            var value =
                sections.Count > 0 ? Join(sections) : HeaderText.Decode(group.First(piece => piece.Section < 0).Value);
            value = Clean(value);
            result.Add((group.Key, value.Length > limits.ValueLength ? value[..limits.ValueLength] : value));
        }
        return result;
    }

    /// <summary>RFC 2231 §3: sections in their order, wherever they stood; §4.1: the first names the charset.</summary>
    private static string Join(List<Piece> sections)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var expected = Math.Max(0, sections[0].Section);
        var charset = "";
        for (var i = 0; i < sections.Count; i++)
        {
            var piece = sections[i];
            if (i > 0 && piece.Section != ++expected)
            {
                break;
            }
            var value = piece.Value.AsSpan();
            if (i == 0 && piece.IsExtended)
            {
                var first = value.IndexOf('\'');
                var second = first < 0 ? -1 : value[(first + 1)..].IndexOf('\'');
                if (second >= 0)
                {
                    charset = value[..first].ToString();
                    value = value[(first + second + 2)..];
                }
            }
            Unescape(value, piece.IsExtended, bytes);
        }
        var text = ContentDecoder.ToText(bytes.WrittenSpan, charset.Length == 0 ? "utf-8" : charset);
        return sections.Exists(piece => piece.IsExtended) ? text : HeaderText.Decode(text);
    }

    private static void Unescape(ReadOnlySpan<char> value, bool isExtended, ArrayBufferWriter<byte> bytes)
    {
        while (!value.IsEmpty)
        {
            if (
                isExtended
                && value[0] == '%'
                && value.Length >= 3
                && byte.TryParse(value[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b)
            )
            {
                bytes.Write([b]);
                value = value[3..];
                continue;
            }
            var percent = isExtended ? value[1..].IndexOf('%') + 1 : 0;
            var run = percent > 0 ? value[..percent] : value;
            Encoding.UTF8.GetBytes(run, bytes);
            value = value[run.Length..];
        }
    }

    /// <summary>A value goes back out in protocol lines: no control character survives.</summary>
    private static string Clean(string value) =>
        value.Any(char.IsControl) ? string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c)).Trim() : value;

    /// <summary>One <c>name*3*=value</c> as it was written.</summary>
    private readonly record struct Piece(string Name, int Section, bool IsExtended, string Value)
    {
        public static bool TryRead(ReadOnlySpan<char> name, string value, out Piece piece)
        {
            piece = default;
            if (name.Length > LongestName || !IsToken(name))
            {
                return false;
            }
            var isExtended = name[^1] == '*';
            name = isExtended ? name[..^1] : name;
            var star = name.IndexOf('*');
            var section = -1;
            if (star >= 0)
            {
                if (
                    !int.TryParse(name[(star + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out section)
                    || section > HighestSection
                )
                {
                    return false;
                }
                name = name[..star];
            }
            piece = new Piece(name.ToString().ToLowerInvariant(), section, isExtended, value);
            return name.Length > 0;
        }
    }
}
