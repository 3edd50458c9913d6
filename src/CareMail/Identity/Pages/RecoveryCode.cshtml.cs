using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>For the day the phone is lost.</summary>
[Allows(Act.SignIn)]
internal sealed class RecoveryCodeModel(
    WebSignIn signIn,
    WebDoor door,
    Arrivals arrivals,
    ILogger<RecoveryCodeModel> log
) : CodePage(signIn, door, arrivals, log)
{
    [BindProperty]
    public string? RecoveryCode { get; set; }

    public Task<IActionResult> OnGetAsync() => AskAsync();

    public Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        CheckAsync(
            new Answer(
                nameof(RecoveryCode),
                RecoveryCode,
                Recovery: true,
                Proof: "mca mfa",
                Missing: "Enter one of your recovery codes",
                Wrong: "That recovery code is not right, or was used already"
            ),
            ct
        );
}
