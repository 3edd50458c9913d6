using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace CareMail.Webmail.SafeHtml;

/// <summary>
/// Turns a message's HTML into HTML that does nothing: no script, no fetch the reader did not ask for, no way out of its frame.
/// What it returns is meant for a sandboxed frame under a strict policy as well; neither is trusted alone.
/// </summary>
/// <remarks>
/// The message is parsed as a browser would, the tree walked, and new HTML written from lists of what is allowed. Nothing of
/// the original is copied unescaped, and nothing is written whose content a browser would read by other rules (raw text,
/// SVG, MathML), so that reading it again cannot make something else of it.
/// </remarks>
internal static class MessageHtml
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";

    private static readonly HtmlParserOptions Options = new()
    {
        IsScripting = false,
        IsNotConsumingCharacterReferences = false,
    };

    /// <summary>The content for the frame's body element, never a whole document.</summary>
    public static SafeHtmlResult Sanitise(string html, SafeHtmlOptions options)
    {
        var readable = MarkupGuard.Cut(html);
        using var document = new HtmlParser(Options).ParseDocument(readable);
        var walk = new Walk(options);
        if (document.Body is { } body)
        {
            walk.Body(body);
        }
        return new SafeHtmlResult(walk.Html, walk.RemoteImages, walk.IsCut || readable.Length < html.Length);
    }

    /// <summary>Plain text as HTML: escaped first, then links, quotes and line ends marked.</summary>
    public static string FromPlainText(string text) => PlainTextHtml.Render(text);

    private sealed class Walk(SafeHtmlOptions options)
    {
        private readonly HtmlWriter _writer = new();

        public string Html => _writer.ToString();
        public int RemoteImages { get; private set; }
        public bool IsCut { get; private set; }

        /// <summary>The message's body becomes a division: its colours are the letter's paper.</summary>
        public void Body(IElement body)
        {
            _writer.Open("div", Attributes(body, "div"));
            Children(body);
            _writer.Close("div");
        }

        // A stack of its own, not the thread's: messages decide how deep it goes.
        private void Children(IElement root)
        {
            var open = new Stack<(INode? Next, string? Close)>();
            open.Push((root.FirstChild, null));
            while (open.TryPop(out var top))
            {
                if (top.Next is not { } node)
                {
                    if (top.Close is not null)
                    {
                        _writer.Close(top.Close);
                    }
                    continue;
                }
                open.Push((node.NextSibling, top.Close));
                if (node is IText text)
                {
                    _writer.Text(text.Data);
                }
                else if (node is IElement element && !IsDropped(element))
                {
                    var isWritten = AllowedMarkup.Elements.Contains(element.LocalName);
                    if (isWritten && open.Count > SafeHtmlLimits.Depth)
                    {
                        IsCut = true;
                        isWritten = false;
                    }
                    if (isWritten)
                    {
                        _writer.Open(element.LocalName, Attributes(element, element.LocalName));
                    }
                    if (!AllowedMarkup.Void.Contains(element.LocalName))
                    {
                        open.Push((element.FirstChild, isWritten ? element.LocalName : null));
                    }
                }
            }
        }

        private static bool IsDropped(IElement element) =>
            element.NamespaceUri != HtmlNamespace || AllowedMarkup.Dropped.Contains(element.LocalName);

        private List<(string, string)> Attributes(IElement element, string name)
        {
            var kept = new List<(string, string)>();
            foreach (var attribute in element.Attributes)
            {
                if (attribute.NamespaceUri is not null || attribute.Value.Length > SafeHtmlLimits.AttributeLength)
                {
                    continue;
                }
                if (attribute.LocalName == "style" && SafeStyle.Keep(attribute.Value) is { Length: > 0 } style)
                {
                    kept.Add(("style", style));
                }
                else if (AllowedMarkup.Attributes.Contains(attribute.LocalName))
                {
                    kept.Add((attribute.LocalName, attribute.Value));
                }
            }
            switch (name)
            {
                case "a" when SafeAddress.Link(element.GetAttribute("href")) is { } link:
                    kept.Add(("href", link));
                    kept.Add(("target", "_blank"));
                    kept.Add(("rel", "noopener noreferrer nofollow"));
                    break;
                case "img" when Picture(element.GetAttribute("src")) is { } picture:
                    kept.Add(("src", picture));
                    break;
            }
            return kept;
        }

        private string? Picture(string? source)
        {
            if (SafeAddress.ContentId(source) is { } contentId)
            {
                return options.InlineImage(contentId);
            }
            if (SafeAddress.RemotePicture(source) is not { } remote)
            {
                return SafeAddress.DataPicture(source);
            }
            RemoteImages++;
            return options.RemoteImage?.Invoke(remote);
        }
    }
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
