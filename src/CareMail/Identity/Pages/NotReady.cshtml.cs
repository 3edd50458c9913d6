using CareMail.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Identity.Pages;

/// <summary>The password was right, but the account is not open. Says nothing of anybody: it is reached only after that.</summary>
[Allows(Act.SignIn)]
internal sealed class NotReadyModel : PageModel
{
    public const string Closed = "closed";
    public const string RunOut = "run-out";

    public string Heading { get; private set; } = "";

    public string Why { get; private set; } = "";

    public string Next { get; private set; } = "";

    public void OnGet(string? why) =>
        (Heading, Why, Next) =
            why == Closed
                ? (
                    "Your account is closed for now",
                    "Your password is right, but somebody has closed this account to signing in. Mail sent to you is kept.",
                    "Ask your local administrator or helpdesk why, and what to do."
                )
                : (
                    "Your temporary password has run out",
                    "It is the right one, but it worked for 30 days only, so that a lost message opens nothing. Mail sent to you is tried again or kept.",
                    "Ask whoever invited you, or your helpdesk, to send you a new one."
                );
}
