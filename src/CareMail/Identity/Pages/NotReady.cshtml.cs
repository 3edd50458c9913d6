using CareMail.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>The password was right, but the account is not open. Says nothing of anybody: it is reached only after that.</summary>
[Allows(Act.SignIn)]
internal sealed class NotReadyModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Why { get; private set; } = "";

    public string Next { get; private set; } = "";

    public void OnGet(string? why) =>
        (Heading, Why, Next) =
            why == "closed"
                ? (
                    "Your account is closed for now",
                    "Your password is right, but somebody has closed this account to signing in. Mail sent to you is kept.",
                    "Ask your local administrator or helpdesk why, and what to do."
                )
                : (
                    "Your account is not ready yet",
                    "Your password is right, but your account has not been activated yet. Mail sent to you before then is tried again, so nothing is lost.",
                    "Ask whoever made your account to activate it and give you a code for your authenticator app."
                );
}
