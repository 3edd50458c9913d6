using CareMail.Access;
using CareMail.Accounts.Passwords;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A new password for somebody who has one.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnPasswordModel(StepUp stepUp, ChangePassword change, PasswordCheck check)
    : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    public PasswordNeeds Needs { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Needs = await check.NeedsAsync(Me, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Needs = await check.NeedsAsync(Me, ct);
        if (string.IsNullOrEmpty(Password))
        {
            return Refused(new Refusal("Enter a new password", nameof(Password)));
        }

        var outcome = await change.RunAsync(Actor, Password, Again ?? "", Stays, ct);
        return outcome.IsDone(out _, out var no) ? Redirect(OwnSignInPageModel.Path + "?done=password") : Refused(no);
    }
}
