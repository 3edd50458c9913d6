namespace CareMail.Webmail.Reading;

/// <summary>The picture proxy: what a reader asked to see, from whoever sent the message.</summary>
internal static class RemotePictureEndpoint
{
    public static async Task<IResult> GetAsync(
        HttpContext http,
        string address,
        PictureAddresses addresses,
        RemotePictures pictures,
        CancellationToken ct
    )
    {
        if (addresses.Read(address) is not { } uri || await pictures.FetchAsync(uri, ct) is not { } picture)
        {
            return Results.NotFound();
        }

        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "private, max-age=600";
        return Results.Bytes(picture.Bytes, picture.Type);
    }
}
