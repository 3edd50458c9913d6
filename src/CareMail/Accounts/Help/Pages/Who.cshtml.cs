using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Help.Pages;

/// <summary>Who can help me? First: where do I work?</summary>
[Allows(Act.SeePublicPages)]
internal sealed class WhoModel(WhoCanHelp who, StreetQuestions questions) : PageModel
{
    private const int Longest = 100;

    [BindProperty(SupportsGet = true)]
    public string? Place { get; set; }

    public IReadOnlyList<Organisation>? Found { get; private set; }

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Place is null)
        {
            return Page();
        }

        if (string.IsNullOrWhiteSpace(Place) || Place.Length > Longest)
        {
            return Again(StatusCodes.Status422UnprocessableEntity, "Enter the home’s name, its town or its ODS code");
        }

        if (!await questions.MayAskAsync(HttpContext, "who can help", ct))
        {
            return Again(StatusCodes.Status429TooManyRequests, "Too many questions from here. Wait 15 minutes");
        }

        Found = await who.FindAsync(Place, ct);
        return Page();
    }

    private PageResult Again(int status, string sentence)
    {
        ModelState.AddModelError(nameof(Place), sentence);
        Response.StatusCode = status;
        return Page();
    }
}
