using CareMail.Identity.Passkeys;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>What the pages of the web door share: how they ask again.</summary>
internal abstract class DoorPage : PageModel
{
    protected const string PasskeyRefused =
        "That passkey is not one of ours, or it took too long. Try again, or go on without it";

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

    protected IActionResult NotReady(SignInStep step) =>
        RedirectToPage(
            "/Identity/Pages/NotReady",
            new { why = step is SignInStep.RunOut ? NotReadyModel.RunOut : NotReadyModel.Closed }
        );

    /// <summary>What the script gives the browser before it asks for a passkey.</summary>
    protected async Task<IActionResult> PasskeyOptionsAsync(PasskeyDoor passkeys, CancellationToken ct) =>
        await passkeys.RequestOptionsAsync(HttpContext, ct) is { } options
            ? Content(options, "application/json")
            : StatusCode(StatusCodes.Status429TooManyRequests);

    /// <summary>A way back that stays on this site; anything else is forgotten.</summary>
    protected string? LocalOnly(string? path) => Url.IsLocalUrl(path) ? path : null;
}
