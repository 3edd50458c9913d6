using System.Text;
using CareMail.Mailboxes;
using CareMail.Web;
using CareMail.Webmail.SafeHtml;

namespace CareMail.Webmail.Reading;

/// <summary>
/// A message's HTML as a document of its own, for the sandboxed frame of the reading pane. Three walls: the sanitiser, this
/// answer's policy (no script, nothing but our own pictures), and the frame's sandbox. The policy sandboxes the answer even
/// when somebody opens its address by itself.
/// </summary>
internal static class LetterEndpoint
{
    // allow-same-origin lets the page around it measure its height; without allow-scripts nothing inside can use it.
    public const string Policy =
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
        + "form-action 'none'; base-uri 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

    public static async Task<IResult> GetAsync(
        HttpContext http,
        Guid folder,
        uint uid,
        Desk desk,
        PictureAddresses addresses,
        WebAssets assets,
        CancellationToken ct
    )
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (await desk.OpenAsync(http.Reader(), folder, uid, Parts, ct) is not { } opened)
        {
            return Results.NotFound();
        }

        var pictures = new InlinePictures(opened.Message.Summary.Root);
        var options = new SafeHtmlOptions
        {
            InlineImage = id => pictures.Find(id) is { } part ? MailLinks.Picture(folder, uid, part.Path) : null,
            RemoteImage = http.Request.Query["pictures"] == "1" ? addresses.ProxyFor : null,
        };
        if (await Letters.HtmlAsync(opened.Message, options, ct) is not { } html)
        {
            return Results.NotFound();
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Text(Document(html.Html, assets.Url("letter.css")), "text/html", Encoding.UTF8);
    }

    private static string Document(string safe, string style) =>
        $"""
            <!doctype html>
            <html lang="en-GB">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Message</title>
            <base target="_blank"><link rel="stylesheet" href="{style}"></head>
            <body><main>{safe}</main></body>
            </html>
            """;
}
