using System.Text.RegularExpressions;

namespace CareMail.Webmail.SafeHtml;

/// <summary>
/// Plain text as HTML. Every character goes through the escaping writer; a link is only ever a pair of our own tags around
/// text that was escaped like the rest.
/// </summary>
internal static partial class PlainTextHtml
{
    public static string Render(string text)
    {
        var writer = new HtmlWriter();
        text = text.Length > SafeHtmlLimits.PlainText ? text[..SafeHtmlLimits.PlainText] : text;
        var depth = 0;
        var isFirst = true;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var quotes = QuoteDepth(line, out var content);
            if (quotes == depth && !isFirst)
            {
                writer.Open("br");
            }
            for (; depth < quotes; depth++)
            {
                writer.Open("blockquote");
            }
            for (; depth > quotes; depth--)
            {
                writer.Close("blockquote");
            }
            Line(content, writer);
            isFirst = false;
        }
        for (; depth > 0; depth--)
        {
            writer.Close("blockquote");
        }
        return writer.ToString();
    }

    /// <summary><c>&gt;&gt; text</c> and <c>&gt; &gt; text</c> are both a quote of a quote.</summary>
    private static int QuoteDepth(ReadOnlySpan<char> line, out ReadOnlySpan<char> content)
    {
        var depth = 0;
        content = line;
        while (depth < SafeHtmlLimits.QuoteDepth && content.StartsWith(">"))
        {
            depth++;
            content = content[1..];
            content = content.StartsWith(" ") ? content[1..] : content;
        }
        return depth;
    }

    private static void Line(ReadOnlySpan<char> line, HtmlWriter writer)
    {
        var text = line.ToString();
        var at = 0;
        foreach (var match in Link().EnumerateMatches(text))
        {
            var shown = WithoutPunctuation(text.AsSpan(match.Index, match.Length));
            var address = SafeAddress.Link(
                shown.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? $"https://{shown}"
                : shown.Contains("://", StringComparison.Ordinal) ? shown.ToString()
                : $"mailto:{shown}"
            );
            if (address is null)
            {
                continue;
            }
            writer.Text(text.AsSpan(at, match.Index - at));
            writer.Open("a", [("href", address), ("target", "_blank"), ("rel", "noopener noreferrer nofollow")]);
            writer.Text(shown);
            writer.Close("a");
            at = match.Index + shown.Length;
        }
        writer.Text(text.AsSpan(at));
    }

    /// <summary>The full stop after a link ends the sentence; a bracket belongs to it only if it was opened in it.</summary>
    private static ReadOnlySpan<char> WithoutPunctuation(ReadOnlySpan<char> link)
    {
        while (!link.IsEmpty)
        {
            var last = link[^1];
            var isStray = last == ')' && link.Count(')') > link.Count('(');
            if (!isStray && !".,;:!?'*_]}".Contains(last))
            {
                break;
            }
            link = link[..^1];
        }
        return link;
    }

    [GeneratedRegex(
        @"https?://[^\s<>""`\\]+|www\.[^\s<>""`\\@]+|[\w.+\-]{1,64}@[\w\-]{1,63}(\.[\w\-]{1,63}){1,8}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Link();
}
