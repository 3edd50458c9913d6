using CareMail.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Web.Pages;

/// <summary>What a person reads when something was refused or broke. Re-executed in place: the address does not change.</summary>
[Allows(Act.SeePublicPages)]
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Why { get; private set; } = "";

    public string Next { get; private set; } = "";

    public void OnGet() => Say();

    // Not bound: binding would read the form, which may be what was refused.
    public void OnPost() => Say();

    private void Say()
    {
        var code = int.TryParse(RouteData.Values["code"] as string, out var given) ? given : 404;
        // Opened by its own address it is a page about a page that is not there.
        Response.StatusCode =
            Response.StatusCode == StatusCodes.Status200OK ? StatusCodes.Status404NotFound : Response.StatusCode;
        (Heading, Why, Next) = code switch
        {
            400 => (
                "This page was open too long",
                "For your safety a form works for a limited time, and this one was from an earlier visit.",
                "Go back, load the page again, and send it once more."
            ),
            403 => (
                "You cannot do that",
                "Your account does not have the right for this.",
                "If you need it for your work, ask the owner of the mailbox or your administrator."
            ),
            413 => (
                "That is too large",
                "A message with its attachments can be up to 35 MB.",
                "Go back and send fewer or smaller files."
            ),
            429 => (
                "Please wait a moment",
                "There were too many tries in a short time.",
                "Wait a few minutes, then try again."
            ),
            >= 500 => (
                "Something went wrong on our side",
                "What you did last may not have been saved. Mail that was sent or received before is safe.",
                "Try again in a minute. If it happens again, tell your helpdesk what you were doing and the time."
            ),
            _ => (
                "We cannot find that page",
                "It may have been moved or deleted, or the address may be mistyped. It may also belong to somebody else.",
                "Check the address, or start again from the beginning."
            ),
        };
    }
}
