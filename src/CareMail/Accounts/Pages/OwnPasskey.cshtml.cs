using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A passkey more.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnPasskeyModel(StepUp stepUp, ChangeFactors change, PasskeyDoor passkeys) : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? Name { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostOptionsAsync(CancellationToken ct) =>
        await passkeys.CreationOptionsAsync(HttpContext, Me, ct) is { } options
            ? Content(options, "application/json")
            : StatusCode(StatusCodes.Status429TooManyRequests);

    public async Task<IActionResult> OnPostAsync(string? credential, CancellationToken ct)
    {
        var passkey = await passkeys.AttestAsync(HttpContext, Me, credential ?? "", ct);
        var outcome = await change.AddPasskeyAsync(Actor, passkey, Name ?? "", Stays, ct);
        return outcome.IsDone(out _, out var no) ? Redirect(OwnSignInPageModel.Path + "?done=passkey") : Refused(no);
    }
}
