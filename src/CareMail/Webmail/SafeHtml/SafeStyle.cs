using System.Buffers;
using System.Text;

namespace CareMail.Webmail.SafeHtml;

/// <summary>
/// Keeps of a style attribute the declarations that can do nothing but look different. Values are held to a few characters:
/// without backslash, at-sign, comment or angle bracket, CSS has no second way to write what is not allowed.
/// </summary>
internal static class SafeStyle
{
    private static readonly SearchValues<char> ValueCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,%#'\"()+-!_"
    );

    private static readonly string[] Functions = ["rgb", "rgba", "hsl", "hsla"];

    public static string Keep(string style)
    {
        if (style.Length > SafeHtmlLimits.AttributeLength)
        {
            return "";
        }
        var kept = new StringBuilder();
        foreach (var range in style.AsSpan().Split(';'))
        {
            var declaration = style.AsSpan(range);
            var colon = declaration.IndexOf(':');
            if (colon <= 0)
            {
                continue;
            }
            var name = declaration[..colon].Trim().ToString().ToLowerInvariant();
            var value = declaration[(colon + 1)..].Trim();
            if (AllowedMarkup.Properties.Contains(name) && IsHarmless(value))
            {
                kept.Append(kept.Length > 0 ? ";" : "").Append(name).Append(':').Append(value);
            }
        }
        return kept.ToString();
    }

    private static bool IsHarmless(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.ContainsAnyExcept(ValueCharacters))
        {
            return false;
        }
        // A semicolon within quotes has been cut already; quotes that do not close would swallow the next declaration.
        if (value.Count('"') % 2 != 0 || value.Count('\'') % 2 != 0 || value.Count('(') != value.Count(')'))
        {
            return false;
        }
        while (value.IndexOf('(') is >= 0 and var open)
        {
            var name = value[..open];
            name = name[(name.LastIndexOfAny(" ,'\"(") + 1)..];
            if (!IsColour(name))
            {
                return false;
            }
            value = value[(open + 1)..];
        }
        return true;
    }

    private static bool IsColour(ReadOnlySpan<char> function)
    {
        foreach (var name in Functions)
        {
            if (function.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }
}
