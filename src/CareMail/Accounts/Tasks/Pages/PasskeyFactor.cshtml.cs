using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The third task by passkey.</summary>
[Allows(Act.SignIn)]
internal sealed class PasskeyFactorModel(Arrivals arrivals, ChangeFactors change, PasskeyDoor passkeys)
    : TaskPage(arrivals)
{
    [BindProperty]
    public string? Name { get; set; }

    protected override DueTask? Mine => DueTask.SecondFactor;

    public IActionResult OnGet() => Arrival.HasFactor ? Redirect(SecondFactorModel.Codes) : Page();

    public async Task<IActionResult> OnPostOptionsAsync(CancellationToken ct) =>
        !Arrival.HasFactor && await passkeys.CreationOptionsAsync(HttpContext, Arrival.Account.Id, ct) is { } options
            ? Content(options, "application/json")
            : StatusCode(StatusCodes.Status429TooManyRequests);

    public async Task<IActionResult> OnPostAsync(string? credential, CancellationToken ct)
    {
        if (Arrival.HasFactor)
        {
            return Redirect(SecondFactorModel.Codes);
        }

        var passkey = await passkeys.AttestAsync(HttpContext, Arrival.Account.Id, credential ?? "", ct);
        var outcome = await change.AddPasskeyAsync(Actor, passkey, Name ?? "", Arrival.Stays, ct);
        return outcome.IsDone(out _, out var no)
            ? await GoOnToAsync(SecondFactorModel.Codes, passkey!.Proof)
            : Refused(no);
    }
}
