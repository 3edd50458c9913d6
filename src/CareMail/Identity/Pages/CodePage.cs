using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The ways to answer the second question.</summary>
internal abstract class CodePage(WebSignIn signIn, WebDoor door, Arrivals arrivals, ILogger log) : DoorPage
{
    protected sealed record Answer(
        string Field,
        string? Typed,
        bool Recovery,
        string Proof,
        string Missing,
        string Wrong
    );

    public bool HasApp { get; private set; }

    public bool HasPasskey { get; private set; }

    /// <summary>Codes by text message count for this account.</summary>
    public bool HasTexts { get; private set; }

    /// <summary>They did, until the person was given a role for which they do not.</summary>
    public bool HadTexts { get; private set; }

    /// <summary>Nobody half way: the first question comes first.</summary>
    protected async Task<IActionResult> AskAsync() =>
        await WhoAsync() is null ? Redirect(WebCookies.SignInPath) : Page();

    protected async Task<IActionResult> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await WhoAsync() is not { } half)
        {
            return Redirect(WebCookies.SignInPath);
        }

        return await CheckAsync(half, answer, () => signIn.CodeAsync(half.Account, answer.Typed!, answer.Recovery, ct));
    }

    protected async Task<IActionResult> CheckAsync(HalfWay half, Answer answer, Func<Task<SignInStep>> check)
    {
        Require(answer.Field, answer.Typed, answer.Missing);
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var step = await check();
        log.WebSignInAnswered(step);
        return step switch
        {
            SignInStep.In => Redirect(
                await arrivals.GoOnAsync(HttpContext, half with { Amr = $"{half.Amr} {answer.Proof}" })
            ),
            SignInStep.TryLater => Later(
                answer.Field,
                "Too many wrong codes. Try again tomorrow, or ask your helpdesk"
            ),
            _ => Again(answer.Field, answer.Wrong),
        };
    }

    /// <summary>Somebody whose second factor is asked for: who has none, or has used it, is not.</summary>
    protected async Task<HalfWay?> WhoAsync()
    {
        var half = await door.WhoIsHalfWayAsync(HttpContext);
        if (half is not { IsProven: false })
        {
            return null;
        }

        HasApp = half.Account.Authenticator is not null;
        HasPasskey = half.Account.Passkeys > 0;
        HasTexts = half.Account.HasTexts;
        HadTexts = half.Account.TextMobile is not null && !HasTexts;
        return half;
    }
}
