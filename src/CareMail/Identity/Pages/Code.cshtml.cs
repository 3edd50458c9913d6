using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The second question: the code of the authenticator app, or a passkey.</summary>
[Allows(Act.SignIn)]
internal sealed class CodeModel(
    WebSignIn signIn,
    WebDoor door,
    Arrivals arrivals,
    PasskeyDoor passkeys,
    ILogger<CodeModel> log
) : CodePage(signIn, door, arrivals, log)
{
    private readonly Arrivals _arrivals = arrivals;

    [BindProperty]
    public string? Code { get; set; }

    public string Question =>
        HasApp ? "Enter the code from your app"
        : HasPasskey ? "Use your passkey"
        : "Prove that it is you";

    public Task<IActionResult> OnGetAsync() => AskAsync();

    public Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        CheckAsync(
            new Answer(
                nameof(Code),
                Code,
                Recovery: false,
                Proof: "otp mfa",
                Missing: "Enter the six-digit code",
                Wrong: "That code is not right, or was used already. Wait for the next one"
            ),
            ct
        );

    public Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) => PasskeyOptionsAsync(passkeys, ct);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        if (await WhoAsync() is not { } half)
        {
            return Redirect(WebCookies.SignInPath);
        }

        return
            await passkeys.AssertAsync(HttpContext, credential ?? "", ct) is { } asserted
            && asserted.Account.Id == half.Account.Id
            ? Redirect(await _arrivals.GoOnAsync(HttpContext, half with { Amr = $"{half.Amr} {asserted.Amr}" }))
            : Again("Passkey", PasskeyRefused);
    }
}
