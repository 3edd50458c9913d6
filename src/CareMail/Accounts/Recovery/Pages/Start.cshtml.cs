using CareMail.Access;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>Somebody cannot sign in: whose account is it?</summary>
[Allows(Act.SignIn)]
internal sealed class StartModel(Resets resets) : PageModel
{
    [BindProperty]
    public string? UserName { get; set; }

    public bool IsOver { get; private set; }

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    public void OnGet(string? over) => IsOver = over == "yes";

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(UserName))
        {
            return Again(StatusCodes.Status422UnprocessableEntity, "Enter your e-mail address");
        }

        return await resets.BeginAsync(HttpContext, UserName, ct)
            ? Redirect(ResetPage.Prove)
            : Again(StatusCodes.Status429TooManyRequests, "Too many tries. Wait an hour, or ask whoever helps you");
    }

    private PageResult Again(int status, string sentence)
    {
        ModelState.AddModelError(nameof(UserName), sentence);
        Response.StatusCode = status;
        return Page();
    }
}
