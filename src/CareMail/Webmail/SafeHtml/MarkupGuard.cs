namespace CareMail.Webmail.SafeHtml;

/// <summary>Cuts HTML off before the parser where its size, its number of tags or their nesting would cost too much.</summary>
internal static class MarkupGuard
{
    public static string Cut(string html)
    {
        var end = Math.Min(html.Length, SafeHtmlLimits.Characters);
        var tags = 0;
        var open = 0;
        for (var at = 0; at < end; at++)
        {
            var next = html.AsSpan(at, end - at).IndexOf('<');
            if (next < 0)
            {
                break;
            }
            at += next;
            var follows = at + 1 < end ? html[at + 1] : ' ';
            if (follows == '/')
            {
                open = Math.Max(0, open - 1);
            }
            else if (char.IsAsciiLetter(follows))
            {
                open += IsVoid(html.AsSpan(at + 1, end - at - 1)) ? 0 : 1;
            }
            if (++tags > SafeHtmlLimits.Tags || open > SafeHtmlLimits.OpenTags)
            {
                end = at;
            }
        }
        return end == html.Length ? html : html[..end];
    }

    /// <summary>Tags that many messages leave open although they nest nothing.</summary>
    private static bool IsVoid(ReadOnlySpan<char> name) =>
        Is(name, "br")
        || Is(name, "img")
        || Is(name, "hr")
        || Is(name, "p")
        || Is(name, "li")
        || Is(name, "meta")
        || Is(name, "link")
        || Is(name, "col")
        || Is(name, "input")
        || Is(name, "td")
        || Is(name, "tr");

    private static bool Is(ReadOnlySpan<char> text, string name) =>
        text.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (text.Length == name.Length || !char.IsAsciiLetterOrDigit(text[name.Length]));
}
