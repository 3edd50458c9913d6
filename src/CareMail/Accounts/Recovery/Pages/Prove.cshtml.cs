using CareMail.Access;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Recovery;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>Which way? The same ways for everybody, also for an address nobody has.</summary>
[Allows(Act.SignIn)]
internal sealed class ProveModel(Resets resets, PasskeyDoor passkeys) : ResetPage(resets)
{
    public static readonly IReadOnlyList<RadioOption> Ways =
    [
        new("app", "The authenticator app", "The six digits it shows"),
        new("text", "A text message", "To the mobile in your profile. Not for administrators and helpdesks"),
        new("code", "A recovery code", "One of the ten you printed or wrote down"),
    ];

    [BindProperty]
    public string? Way { get; set; }

    protected override ResetStep Mine => ResetStep.Asked;

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ResetWay? way = Way switch
        {
            "app" => ResetWay.App,
            "text" => ResetWay.Text,
            "code" => ResetWay.RecoveryCode,
            _ => null,
        };
        if (way is not { } chosen)
        {
            return Refused(new Refusal("Choose how you can prove that it is you", nameof(Way)));
        }

        await Resets.ChooseAsync(Reset, chosen, ct);
        return Redirect(Code);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) =>
        await passkeys.RequestOptionsAsync(HttpContext, ct) is { } options
            ? Content(options, "application/json")
            : StatusCode(StatusCodes.Status429TooManyRequests);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct) =>
        After(
            await Resets.ProveByPasskeyAsync(HttpContext, Reset, credential ?? "", ct),
            "Passkey",
            "That passkey does not belong to this address, or it took too long. Try again, or take another way"
        );
}
