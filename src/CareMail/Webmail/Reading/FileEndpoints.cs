using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using Microsoft.Net.Http.Headers;

namespace CareMail.Webmail.Reading;

/// <summary>
/// Hands out what a message carries. Whatever a file is, the browser saves it and never opens it as a page of ours (B67);
/// only pictures, recognised by their bytes, are shown in place.
/// </summary>
internal static class FileEndpoints
{
    private const string Locked = "default-src 'none'; sandbox; frame-ancestors 'none'";

    // Bytes of a picture that are looked at to recognise it.
    private const int Signature = 32;

    public static async Task<IResult> FileAsync(
        HttpContext http,
        Guid folder,
        uint uid,
        string path,
        Desk desk,
        CancellationToken ct
    )
    {
        if (await PartAsync(http, folder, uid, path, desk, ct) is not { } found)
        {
            return Results.NotFound();
        }

        Save(http, found.Part.FileName ?? (found.Part.IsMessage ? "message.eml" : "attachment"));
        return Results.Stream(found.Message.Content.OpenPart(found.Part), "application/octet-stream");
    }

    public static async Task<IResult> OriginalAsync(
        HttpContext http,
        Guid folder,
        uint uid,
        Desk desk,
        CancellationToken ct
    )
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (await desk.OpenAsync(http.Reader(), folder, uid, Parts, ct) is not { } opened)
        {
            return Results.NotFound();
        }

        Save(http, (HeaderText.SafeFileName(opened.Message.Envelope.Subject) ?? "message") + ".eml");
        return Results.Stream(opened.Message.Content.OpenStream(), "application/octet-stream");
    }

    /// <summary>A picture that the message's own HTML shows.</summary>
    public static async Task<IResult> PictureAsync(
        HttpContext http,
        Guid folder,
        uint uid,
        string path,
        Desk desk,
        CancellationToken ct
    )
    {
        if (await PartAsync(http, folder, uid, path, desk, ct) is not { Part.ContentId: not null } found)
        {
            return Results.NotFound();
        }

        var stream = found.Message.Content.OpenPart(found.Part);
        var start = new byte[Signature];
        var length = await stream.ReadAtLeastAsync(start, Signature, throwOnEndOfStream: false, ct);
        if (PictureType.Of(start.AsSpan(0, length)) is not { } type)
        {
            await stream.DisposeAsync();
            return Results.NotFound();
        }

        http.Response.Headers.ContentSecurityPolicy = Locked;
        return Results.Stream(
            async to =>
            {
                await using (stream)
                {
                    await to.WriteAsync(start.AsMemory(0, length), ct);
                    await stream.CopyToAsync(to, ct);
                }
            },
            type
        );
    }

    private static async Task<(FetchedEntry Message, MimePart Part)?> PartAsync(
        HttpContext http,
        Guid folder,
        uint uid,
        string path,
        Desk desk,
        CancellationToken ct
    )
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (await desk.OpenAsync(http.Reader(), folder, uid, Parts, ct) is not { } opened)
        {
            return null;
        }

        return opened.Message.Summary.Root.Find(path) is { IsMultipart: false } part ? (opened.Message, part) : null;
    }

    private static void Save(HttpContext http, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        // RFC 6266: the ASCII name for old programs, the real one encoded; neither can break out of the header.
        disposition.SetHttpFileName(name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = Locked;
    }
}
