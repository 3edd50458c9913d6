using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The first question: name and password.</summary>
[Allows(Act.SignIn)]
internal sealed class SignInModel(WebSignIn signIn, WebDoor door, ILogger<SignInModel> log) : DoorPage
{
    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Require(nameof(UserName), UserName, "Enter your e-mail address");
        Require(nameof(Password), Password, "Enter your password");
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var (step, account) = await signIn.PasswordAsync(
            UserName!,
            Password!,
            HttpContext.Connection.RemoteIpAddress,
            ct
        );
        log.WebSignInAnswered(step);
        switch (step)
        {
            case SignInStep.Wrong:
                // For a name nobody has, the same words.
                return Again(nameof(Password), "That e-mail address and password do not belong together");
            case SignInStep.TryLater:
                return Later(nameof(Password), "Too many tries. Wait 15 minutes, then try again");
            case SignInStep.NotYet:
                return RedirectToPage("/Identity/Pages/NotReady", new { why = "joining" });
            case SignInStep.Closed:
                return RedirectToPage("/Identity/Pages/NotReady", new { why = "closed" });
            case SignInStep.CodeNext:
            case SignInStep.In:
            default:
                await door.HalfWayAsync(HttpContext, account!, LocalOnly(Return));
                return RedirectToPage("/Identity/Pages/Code");
        }
    }
}
