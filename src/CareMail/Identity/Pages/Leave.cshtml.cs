using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>Signing out on the way in, before there is a session: stop after any task and carry on later.</summary>
[Allows(Act.SignIn)]
internal sealed class LeaveModel(WebDoor door) : PageModel
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        await door.LeaveAsync(HttpContext);
        return Redirect(WebCookies.SignInPath);
    }
}
