namespace CareMail.Web;

internal static class AssetEndpoint
{
    public static IResult Get(HttpContext http, WebAssets assets, string version, string path)
    {
        if (assets.Find(path) is not { } file)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl =
            version == assets.Version ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            http.Response.Headers.ContentEncoding = "br";
            return Results.Bytes(file.Brotli, file.ContentType);
        }

        return Results.Bytes(file.Plain, file.ContentType);
    }
}
