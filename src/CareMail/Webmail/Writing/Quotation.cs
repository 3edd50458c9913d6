using AngleSharp.Html.Parser;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Webmail.Reading;
using CareMail.Webmail.SafeHtml;

namespace CareMail.Webmail.Writing;

/// <summary>
/// A message that goes along as it looked: its HTML, made harmless like everything that is shown, the pictures within it,
/// and its words for whoever reads plain text. A saved draft holds it whole, so that the original may go meanwhile.
/// </summary>
internal sealed record Quotation(string Html, string Text, IReadOnlyList<OutgoingAttachment> Pictures)
{
    /// <summary>Kept in drafts only: how many lines the writer's own text has. What follows is the quotation.</summary>
    public const string OwnLinesField = "X-CareMail-Own-Lines";

    private const string Mark = "caremail-quote";

    /// <summary>The original as it is quoted; null if it has no HTML.</summary>
    public static async Task<Quotation?> OfAsync(
        FetchedEntry original,
        QuotedWords words,
        Func<int, string> contentId,
        CancellationToken ct
    )
    {
        if (MessageText.Bodies(original.Summary.Root).Html is not { } part)
        {
            return null;
        }

        var (safe, pictures) = Read(
            original,
            await original.Content.ReadTextAsync(part, Letters.HtmlLength, ct),
            contentId
        );
        var cut = safe.IsCut ? "<p>The message is very long; its end is left out.</p>" : "";
        var body = words.IsForward ? safe.Html : "<blockquote type=\"cite\">" + safe.Html + "</blockquote>";
        var head = "<p>" + PlainTextHtml.Render(words.Head) + "</p>";
        return new Quotation("<div>" + head + body + cut + "</div>", "\n" + words.Text, pictures);
    }

    /// <summary>The quotation in a draft that was saved here, with the writer's own text; null if this is none.</summary>
    public static async Task<(string Own, Quotation Quotation)?> InDraftAsync(
        FetchedEntry draft,
        int ownLines,
        Func<int, string> contentId,
        CancellationToken ct
    )
    {
        if (ownLines <= 0 || MessageText.Bodies(draft.Summary.Root) is not ({ } plain, { } html))
        {
            return null;
        }

        var source = await draft.Content.ReadTextAsync(html, Letters.HtmlLength, ct);
        using var document = new HtmlParser().ParseDocument(source);
        if (document.QuerySelector("div." + Mark)?.FirstElementChild is not { } quoted)
        {
            return null;
        }

        var text = await draft.Content.ReadTextAsync(plain, 2 * WritingLimits.TextLength, ct);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var (safe, pictures) = Read(draft, quoted.InnerHtml, contentId);
        return (
            string.Join('\n', lines.Take(ownLines)),
            new Quotation(safe.Html, string.Join('\n', lines.Skip(ownLines)), pictures)
        );
    }

    /// <summary>The whole message: the writer's own words, then this.</summary>
    public string HtmlAfter(string own) =>
        $"<div>{PlainTextHtml.Render(own)}</div>\r\n<div class=\"{Mark}\">{Html}</div>\r\n";

    /// <summary>The same in plain text.</summary>
    public string TextAfter(string own) => own.ReplaceLineEndings("\n") + "\n" + Text;

    public static int Lines(string own) => own.ReplaceLineEndings("\n").Count(c => c == '\n') + 1;

    private static (SafeHtmlResult Html, IReadOnlyList<OutgoingAttachment> Pictures) Read(
        FetchedEntry message,
        string html,
        Func<int, string> contentId
    )
    {
        var inline = new InlinePictures(message.Summary.Root);
        List<OutgoingAttachment> pictures = [];
        Dictionary<MimePart, string> known = [];
        var safe = MessageHtml.Sanitise(
            html,
            new SafeHtmlOptions
            {
                InlineImage = Take,
                // Left as they are: the recipient's program asks before it fetches them, as ours does.
                RemoteImage = address => address,
            }
        );
        return (safe, pictures);

        string? Take(string id)
        {
            if (inline.Find(id) is not { Type: "image" } part)
            {
                return null;
            }

            if (!known.TryGetValue(part, out var taken))
            {
                taken = contentId(known.Count + 1);
                known.Add(part, taken);
                pictures.Add(
                    new OutgoingAttachment(
                        part.FileName ?? "picture",
                        part.MediaType,
                        _ => ValueTask.FromResult(message.Content.OpenPart(part)),
                        taken
                    )
                );
            }

            return "cid:" + taken;
        }
    }
}

/// <summary>The words of a quoted message.</summary>
/// <param name="Head">Who wrote what is quoted, and when.</param>
/// <param name="Text">Head and body as plain text.</param>
/// <param name="IsForward">Passed on rather than answered: it stands as it is, not set in.</param>
internal sealed record QuotedWords(string Head, string Text, bool IsForward);
