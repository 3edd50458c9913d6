using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>Ends the session by a form, never by a link.</summary>
[Allows(Act.SignOut)]
internal sealed class SignOutModel : PageModel
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Redirect(WebCookies.SignInPath);
    }
}
