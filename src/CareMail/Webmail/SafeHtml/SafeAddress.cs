namespace CareMail.Webmail.SafeHtml;

/// <summary>Addresses a message may point to. Read the way browsers read them, then written anew.</summary>
internal static class SafeAddress
{
    private static readonly string[] PictureTypes = ["png", "gif", "jpeg", "jpg", "webp"];

    /// <summary>http, https, mailto and tel; anything else, and anything relative, is none.</summary>
    public static string? Link(string? raw) =>
        Parse(raw) is { } uri
        && (uri.Scheme is "http" or "https" ? uri.Host.Length > 0 : uri.Scheme is "mailto" or "tel")
            ? Written(uri)
            : null;

    /// <summary>A remote picture; null for anything but http and https.</summary>
    public static string? RemotePicture(string? raw) =>
        Parse(raw) is { Scheme: "http" or "https", Host.Length: > 0 } uri ? Written(uri) : null;

    /// <summary>The Content-ID of a <c>cid:</c> address (RFC 2392).</summary>
    public static string? ContentId(string? raw)
    {
        var text = Cleaned(raw);
        return text is not null && text.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(text[4..]).Trim('<', '>')
            : null;
    }

    /// <summary>A picture within the message itself: pixels only, never SVG, which is a document.</summary>
    public static string? DataPicture(string? raw)
    {
        var text = raw?.Trim();
        if (
            text is null
            || text.Length > SafeHtmlLimits.InlineData
            || !text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            return null;
        }
        var type = text["data:image/".Length..comma].ToLowerInvariant();
        var content = text.AsSpan(comma + 1);
        foreach (var picture in PictureTypes)
        {
            if (type == picture + ";base64" && IsBase64(content))
            {
                return $"data:image/{picture};base64,{content}";
            }
        }
        return null;
    }

    private static Uri? Parse(string? raw)
    {
        var text = Cleaned(raw);
        if (text is null)
        {
            return null;
        }
        text = text.StartsWith("//", StringComparison.Ordinal) ? "https:" + text : text;
        return HasScheme(text) && Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static string? Written(Uri uri)
    {
        var text = uri.AbsoluteUri;
        return
            text.Length <= SafeHtmlLimits.AttributeLength && !text.Any(c => c <= ' ' || c is '"' or '<' or '>' or '`')
            ? text
            : null;
    }

    /// <summary>Browsers drop tabs and line ends anywhere, and control characters and spaces at both ends.</summary>
    private static string? Cleaned(string? raw)
    {
        if (raw is null || raw.Length > SafeHtmlLimits.AttributeLength)
        {
            return null;
        }
        var text = string.Concat(raw.Where(c => c is not ('\t' or '\r' or '\n')));
        text = text.Trim([.. Enumerable.Range(0, 0x21).Select(c => (char)c)]);
        return text.Any(char.IsControl) ? null : text;
    }

    private static bool HasScheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;
    }

    private static bool IsBase64(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Base64Letters) < 0;

    private static readonly System.Buffers.SearchValues<char> SchemeLetters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    private static readonly System.Buffers.SearchValues<char> Base64Letters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    );
}
