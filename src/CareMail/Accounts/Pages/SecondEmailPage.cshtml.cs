using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>One's own address outside the service, for warnings; proved by a code that is sent there.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class SecondEmailPageModel(StepUp stepUp, ChangeSecondEmail change, AccountLives lives)
    : ConfirmedPage(stepUp)
{
    private const string Path = "/account/second-email";

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? TypedCode { get; set; }

    /// <summary>The address that counts now.</summary>
    public string? Known { get; private set; }

    public bool IsSent { get; private set; }

    [TempData]
    public string? Said { get; set; }

    public async Task OnGetAsync(string? sent, CancellationToken ct)
    {
        IsSent = sent == "yes";
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if ((await change.SendProofAsync(Actor, Email, ct)).IsDone(out _, out var no))
        {
            return Redirect(Path + "?sent=yes");
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var no = new Refusal("Enter the six digits of the message", nameof(TypedCode));
        if (
            !string.IsNullOrWhiteSpace(TypedCode)
            && (await change.ConfirmAsync(Actor, TypedCode, ct)).IsDone(out _, out no)
        )
        {
            Said = "Your second e-mail address is saved. Warnings go there from now on.";
            return Redirect(Path);
        }

        IsSent = true;
        await LoadAsync(ct);
        return Refused(no);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        await change.RemoveAsync(Actor, ct);
        Said = "Your second e-mail address is removed.";
        return Redirect(Path);
    }

    private async Task LoadAsync(CancellationToken ct) => Known = (await lives.ReachAsync(Me, ct)).Email;
}
