using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CareMail.Registers.Pages;

/// <summary>How much one upload may hold.</summary>
internal static class UploadLimits
{
    /// <summary>All files of the country together have 45 MB.</summary>
    public const int RequestBytes = 64 << 20;

    public const int Fields = 32;

    public const int FileName = 100;
}

/// <summary>
/// Says "too large" by the length that is announced, before the form token is looked for in a body that is not read.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RefuseLargerUploadsAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    // A browser hears an answer only after it has sent everything; beyond this it is cut off instead.
    private const long SwallowedAtMost = 500L << 20;

    /// <summary>Before the form token, which is asked for at 1,000.</summary>
    public int Order => 800;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (http.Request.ContentLength is not > UploadLimits.RequestBytes)
        {
            return;
        }

        if (
            http.Request.ContentLength <= SwallowedAtMost
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
        )
        {
            size.MaxRequestBodySize = SwallowedAtMost;
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        }

        context.Result = new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
    }
}
