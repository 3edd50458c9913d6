using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>What the pages of the web door share: how they ask again.</summary>
internal abstract class DoorPage : PageModel
{
    /// <summary>Where a person lands who asked for nothing else.</summary>
    protected const string Home = "/mail";

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    protected void Require(string field, string? value, string sentence)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            ModelState.AddModelError(field, sentence);
        }
    }

    protected IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    protected IActionResult Again(string field, string sentence)
    {
        ModelState.AddModelError(field, sentence);
        return Again();
    }

    protected IActionResult Later(string field, string sentence)
    {
        ModelState.AddModelError(field, sentence);
        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Page();
    }

    /// <summary>A way back that stays on this site; anything else is forgotten.</summary>
    protected string? LocalOnly(string? path) => Url.IsLocalUrl(path) ? path : null;
}
