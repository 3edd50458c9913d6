using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.AddressBook;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>An authenticator app for somebody who has none, or a new phone.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnAppModel(StepUp stepUp, ChangeFactors change, OwnSignIn own, Addresses addresses)
    : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? Code { get; set; }

    public AuthenticatorSetup Setup { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var no = new Refusal("Enter the six digits the app shows", nameof(Code));
        if (
            !string.IsNullOrWhiteSpace(Code)
            && (await change.AddAuthenticatorAsync(Actor, Code, Stays, ct)).IsDone(out _, out no)
        )
        {
            return Redirect(OwnSignInPageModel.Path + "?done=app");
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    private async Task LoadAsync(CancellationToken ct) =>
        Setup = (await own.PendingAuthenticatorAsync(Me, addresses.Domain, ct))!;
}
