using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.Bulk;
using CareMail.Web;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>Takes a file of people and reads it; shows the files before.</summary>
[Allows(Act.ImportPeople)]
[RefuseLargerFiles]
[RequestSizeLimit(RequestBytes)]
[RequestFormLimits(
    MultipartBodyLengthLimit = RequestBytes,
    // In memory, because a file on disk would hold people's numbers in clear.
    MemoryBufferThreshold = RequestBytes,
    ValueCountLimit = 16
)]
internal sealed class BulkListModel(Places places, UploadPeople upload, BulkTable bulks) : PageModel
{
    /// <summary>The file and the form around it.</summary>
    public const int RequestBytes = BulkLimits.Bytes + (64 << 10);
    private const int Shown = 20;

    [BindProperty]
    public string? Organisation { get; set; }

    public IReadOnlyList<RadioOption> Organisations { get; private set; } = [];

    public IReadOnlyList<BulkFile> Files { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "File")] IFormFile? file, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!Guid.TryParse(Organisations is [var only] ? only.Value : Organisation, out var at))
        {
            ModelState.AddModelError(nameof(Organisation), "Choose the organisation");
            return Again();
        }

        if (file is null)
        {
            ModelState.AddModelError("File", "Choose a file");
            return Again();
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var outcome = await upload.RunAsync(
            HttpContext.Actor(),
            new UploadedPeople(at, file.FileName, bytes.ToArray()),
            ct
        );
        if (outcome.IsDone(out var read, out var refusal))
        {
            return Redirect($"/manage/bulk/{read.Id}");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        return Again();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var mine = await places.OfAsync(HttpContext.Actor(), Act.ImportPeople, ct);
        Organisations = [.. mine.Select(o => new RadioOption(o.Id.ToString(), o.Place, o.Ods))];
        Files = await bulks.LatestAsync(mine.Select(o => o.Id), Shown, ct);
    }

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}

/// <summary>Says "too large" by the length that is announced, before the form token is looked for in a body that is not read.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RefuseLargerFilesAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    // A browser hears an answer only after it has sent everything; beyond this it is cut off instead.
    private const long SwallowedAtMost = 200L << 20;

    /// <summary>Before the form token, which is asked for at 1,000.</summary>
    public int Order => 800;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (http.Request.ContentLength is not > BulkListModel.RequestBytes)
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
