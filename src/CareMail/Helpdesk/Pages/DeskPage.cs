using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Helpdesk.Pages;

/// <summary>A page of the helpdesk.</summary>
internal abstract class DeskPage(TimeProvider time) : PageModel
{
    [TempData]
    public string? Said { get; set; }

    public DateTimeOffset Now => time.GetUtcNow();

    protected Actor Actor => HttpContext.Actor();

    public string Title(string title) => ModelState.IsValid ? title : "Error: " + title;

    protected void Blame(Refusal refusal)
    {
        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}
