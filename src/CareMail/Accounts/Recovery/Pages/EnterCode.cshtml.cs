using CareMail.Access;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>The code, whichever way was chosen.</summary>
[Allows(Act.SignIn)]
internal sealed class EnterCodeModel(Resets resets) : ResetPage(resets)
{
    [BindProperty]
    public string? TypedCode { get; set; }

    protected override ResetStep Mine => ResetStep.Asked;

    public bool IsText => Reset.Way is ResetWay.Text;

    public bool IsRecovery => Reset.Way is ResetWay.RecoveryCode;

    public string Question =>
        IsText ? "Enter the code we sent"
        : IsRecovery ? "Enter a recovery code"
        : "Enter the code from your app";

    public string Label => IsRecovery ? "Recovery code" : "Six-digit code";

    public string Hint =>
        IsText ? "It works for 10 minutes, once."
        : IsRecovery ? "Dashes and capitals do not matter. Each works once."
        : "It changes every 30 seconds, and works once.";

    public IActionResult OnGet() => Reset.Way is null ? Redirect(Prove) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Reset.Way is null)
        {
            return Redirect(Prove);
        }

        return string.IsNullOrWhiteSpace(TypedCode)
            ? Refused(new Refusal("Enter the code", nameof(TypedCode)))
            : After(
                await Resets.ProveAsync(HttpContext, Reset, TypedCode, ct),
                nameof(TypedCode),
                "That code is not right, or was used already. After five wrong codes you start again"
            );
    }

    public async Task<IActionResult> OnPostAgainAsync(CancellationToken ct)
    {
        if (IsText)
        {
            await Resets.ChooseAsync(Reset, ResetWay.Text, ct);
        }

        return Redirect(Code);
    }
}
