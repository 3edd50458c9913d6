using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The second question by text message: sent when it is asked for, never by looking at the page.</summary>
[Allows(Act.SignIn)]
internal sealed class TextCodeModel(WebSignIn signIn, WebDoor door, Arrivals arrivals, ILogger<TextCodeModel> log)
    : CodePage(signIn, door, arrivals, log)
{
    public const string Path = "/sign-in/text";

    private readonly WebSignIn _signIn = signIn;

    [BindProperty]
    public string? TextedCode { get; set; }

    public bool IsSent { get; private set; }

    public string NumberEnd { get; private set; } = "";

    public string Question => IsSent ? "Enter the code we sent" : "Get a code by text message";

    public async Task<IActionResult> OnGetAsync(string? sent)
    {
        IsSent = sent == "yes";
        return await WhoHasTextsAsync() is null ? Redirect(WebCookies.SignInPath) : Page();
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if (await WhoHasTextsAsync() is not { } half)
        {
            return Redirect(WebCookies.SignInPath);
        }

        return await _signIn.SendTextAsync(half.Account, half.Id, ct)
            ? Redirect(Path + "?sent=yes")
            : Later(nameof(TextedCode), "That were ten text messages today. Use a recovery code, or ask your helpdesk");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsSent = true;
        return await WhoHasTextsAsync() is { } half
            ? await CheckAsync(
                half,
                new Answer(
                    nameof(TextedCode),
                    TextedCode,
                    Recovery: false,
                    // RFC 8176 §2: a code sent to a number that is the person's.
                    Proof: "sms mfa",
                    Missing: "Enter the six-digit code",
                    Wrong: "That code is not right, or ran out. Look at the latest message, or have a new one sent"
                ),
                () => _signIn.TextAsync(half.Account, half.Id, TextedCode!, ct)
            )
            : Redirect(WebCookies.SignInPath);
    }

    private async Task<HalfWay?> WhoHasTextsAsync()
    {
        if (await WhoAsync() is not { Account.HasTexts: true } half)
        {
            return null;
        }

        NumberEnd = _signIn.TextNumberEnd(half.Account) ?? "";
        return half;
    }
}
