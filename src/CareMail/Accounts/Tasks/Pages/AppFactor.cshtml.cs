using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The third task by app: scan, then show that it worked.</summary>
[Allows(Act.SignIn)]
internal sealed class AppFactorModel(Arrivals arrivals, ChangeFactors change, OwnSignIn own, Addresses addresses)
    : TaskPage(arrivals)
{
    [BindProperty]
    public string? Code { get; set; }

    public AuthenticatorSetup Setup { get; private set; } = null!;

    protected override DueTask? Mine => DueTask.SecondFactor;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        Arrival.HasFactor ? Redirect(SecondFactorModel.Codes) : await ShowAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Arrival.HasFactor)
        {
            return Redirect(SecondFactorModel.Codes);
        }

        var no = new Refusal("Enter the six digits the app shows", nameof(Code));
        if (
            !string.IsNullOrWhiteSpace(Code)
            && (await change.AddAuthenticatorAsync(Actor, Code, Arrival.Stays, ct)).IsDone(out _, out no)
        )
        {
            return await GoOnToAsync(SecondFactorModel.Codes, "otp mfa");
        }

        await ShowAsync(ct);
        return Refused(no);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken ct)
    {
        Setup = (await own.PendingAuthenticatorAsync(Arrival.Account.Id, addresses.Domain, ct))!;
        return Page();
    }
}
