namespace CareMail.Webmail.SafeHtml;

/// <summary>
/// Turns a message's HTML into HTML that does nothing: no script, no fetch the reader did not ask for, no way out of its frame.
/// What it returns is meant for a sandboxed frame under a strict policy as well; neither is trusted alone.
/// </summary>
internal static class MessageHtml
{
    /// <summary>The content for the frame's body element, never a whole document.</summary>
    public static SafeHtmlResult Sanitise(string html, SafeHtmlOptions options) =>
        throw new NotImplementedException(options.ToString() + html);

    /// <summary>Plain text as HTML: escaped first, then links, quotes and line ends marked.</summary>
    public static string FromPlainText(string text) => throw new NotImplementedException(text);
}

/// <summary>What the page allows a message to show.</summary>
internal sealed record SafeHtmlOptions
{
    /// <summary>From a Content-ID (without angle brackets) to the address of that part on our own origin; null if there is no such part.</summary>
    public Func<string, string?> InlineImage { get; init; } = _ => null;

    /// <summary>From a remote http(s) address to the address of our proxy. Null, the default: remote images are left out.</summary>
    public Func<string, string?>? RemoteImage { get; init; }
}

/// <param name="Html">Safe content.</param>
/// <param name="RemoteImages">How many remote images the message has: the reader is offered to show them.</param>
/// <param name="IsCut">The message was larger or deeper than the limits; the rest is left out.</param>
internal sealed record SafeHtmlResult(string Html, int RemoteImages, bool IsCut);
