using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>Both ways to answer the second question.</summary>
internal abstract class CodePage(WebSignIn signIn, WebDoor door, ILogger log) : DoorPage
{
    protected sealed record Question(
        string Field,
        string? Typed,
        bool Recovery,
        string Amr,
        string Missing,
        string Wrong
    );

    /// <summary>Nobody half way: the first question comes first.</summary>
    protected async Task<IActionResult> AskAsync() =>
        await door.WhoIsHalfWayAsync(HttpContext) is null ? Redirect(WebCookies.SignInPath) : Page();

    protected async Task<IActionResult> CheckAsync(Question question, CancellationToken ct)
    {
        if (await door.WhoIsHalfWayAsync(HttpContext) is not { } half)
        {
            return Redirect(WebCookies.SignInPath);
        }

        Require(question.Field, question.Typed, question.Missing);
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var step = await signIn.CodeAsync(half.Account, question.Typed!, question.Recovery, ct);
        log.WebSignInAnswered(step);
        switch (step)
        {
            case SignInStep.In:
                await door.InAsync(HttpContext, half.Account, question.Amr);
                return Redirect(LocalOnly(half.ReturnTo) ?? Home);
            case SignInStep.TryLater:
                return Later(question.Field, "Too many wrong codes. Try again tomorrow, or ask your helpdesk");
            case SignInStep.Wrong:
            case SignInStep.CodeNext:
            case SignInStep.NotYet:
            case SignInStep.Closed:
            default:
                return Again(question.Field, question.Wrong);
        }
    }
}
