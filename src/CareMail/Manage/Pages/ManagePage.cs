using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Manage.Pages;

/// <summary>A page of those who look after a site.</summary>
internal abstract class ManagePage : PageModel
{
    protected Actor Actor => HttpContext.Actor();

    [TempData]
    public string? Said { get; set; }

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    public static string Day(DateTimeOffset at) => BritishDay.Spell(BritishDay.Of(at));

    protected PageResult Refused(Refusal refusal)
    {
        ModelState.AddModelError(FieldOf(refusal.Field), refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    // The use cases name what they were asked for; the forms spell one of them otherwise.
    private static string FieldOf(string? field) => field == "reason" ? "Reason" : field ?? "";
}
