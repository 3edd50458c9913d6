using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The second question: the code of the authenticator app.</summary>
[Allows(Act.SignIn)]
internal sealed class CodeModel(WebSignIn signIn, WebDoor door, ILogger<CodeModel> log) : CodePage(signIn, door, log)
{
    [BindProperty]
    public string? Code { get; set; }

    public Task<IActionResult> OnGetAsync() => AskAsync();

    public Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        CheckAsync(
            new Question(
                nameof(Code),
                Code,
                Recovery: false,
                Amr: "pwd otp mfa",
                Missing: "Enter the six-digit code",
                Wrong: "That code is not right, or was used already. Wait for the next one"
            ),
            ct
        );
}
