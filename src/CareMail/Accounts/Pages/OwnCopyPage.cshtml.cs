using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A copy of one's own mailbox, to keep.</summary>
[Allows(Act.ExportMailbox)]
internal sealed class OwnCopyPageModel(StepUp stepUp, ExportMailbox export) : ConfirmedPage(stepUp)
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!(await export.BeginAsync(Actor, ct)).IsDone(out var copy, out var no))
        {
            return Refused(no);
        }

        using (copy)
        {
            // The compressor ends each file with a few bytes that it writes synchronously; few people do this at a time.
            HttpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            Response.ContentType = "application/zip";
            Response.Headers.ContentDisposition = $"attachment; filename=\"{copy.FileName}\"";
            Response.Headers.CacheControl = "no-store";
            await copy.WriteAsync(Response.Body, ct);
        }

        return new EmptyResult();
    }
}
