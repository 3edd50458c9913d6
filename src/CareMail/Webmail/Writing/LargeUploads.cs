using Microsoft.AspNetCore.Http.Features;

namespace CareMail.Webmail.Writing;

/// <summary>
/// Files come in whole and in memory (see <c>WritePage</c>), so only a few large requests are read at the same time; the
/// others wait their turn before a byte of them is read. What is larger than a message can be is not read into memory at all.
/// </summary>
internal sealed class LargeUploads : IDisposable
{
    private const long Large = 1024 * 1024;

    // A browser hears an answer only after it has sent everything; beyond this it is cut off instead.
    private const long SwallowedAtMost = 500L * 1024 * 1024;

    // Four times 38 MB is what a small machine can spare.
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _places = new(AtOnce);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var writing =
            HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments(MailLinks.Writing);
        if (!writing || http.Request.ContentLength is <= Large)
        {
            return next(http);
        }

        // Without a length it is chunked, and could be anything: it waits, and is cut at the limit while it is read.
        return http.Request.ContentLength > WritingLimits.RequestBytes ? RefuseAsync(http) : WaitAsync(http, next);
    }

    public void Dispose() => _places.Dispose();

    private async Task WaitAsync(HttpContext http, RequestDelegate next)
    {
        if (!await _places.WaitAsync(Patience, http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        if (
            http.User.Identity?.IsAuthenticated == true
            && http.Request.ContentLength <= SwallowedAtMost
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
        )
        {
            size.MaxRequestBodySize = SwallowedAtMost;
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        }
    }
}
