using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.FourEyes.Pages;

/// <summary>A page of what nobody does alone.</summary>
internal abstract class ApprovalPages : PageModel
{
    protected Actor Actor => HttpContext.Actor();

    [TempData]
    public string? Said { get; set; }

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    protected PageResult Refused(Refusal refusal)
    {
        ModelState.AddModelError(
            refusal.Field is "reason" ? "Reason" : refusal.Field ?? "",
            refusal.Sentence.TrimEnd('.')
        );
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
