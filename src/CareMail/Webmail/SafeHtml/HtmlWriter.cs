using System.Text;

namespace CareMail.Webmail.SafeHtml;

/// <summary>The only place where markup of a message is written: names from our own lists, everything else escaped.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    public override string ToString() => _html.ToString();

    public void Open(string element, IEnumerable<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            _html.Append(' ').Append(name).Append("=\"");
            Text(value);
            _html.Append('"');
        }
        _html.Append('>');
    }

    public void Open(string element) => _html.Append('<').Append(element).Append('>');

    public void Close(string element) => _html.Append("</").Append(element).Append('>');

    public void Text(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                '`' => _html.Append("&#96;"),
                '\u00A0' => _html.Append("&nbsp;"),
                _ when char.IsControl(c) && c is not ('\n' or '\t' or '\r') => _html,
                _ => _html.Append(c),
            };
        }
    }
}
