namespace CareMail.Web;

/// <summary>Requests that a page makes while nobody touches it: they are not somebody reading, and keep no session open.</summary>
public static class ByItself
{
    /// <summary>The header of a page that reads itself again (wwwroot/mail.js).</summary>
    private const string Refresh = "X-CareMail-Refresh";

    public static bool Is(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.ContainsKey(Refresh)
            || request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/event-stream");
    }
}
