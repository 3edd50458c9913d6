using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Accounts.Tasks.Pages;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Codes by text message as one's own second way, or to another number.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnTextsModel(StepUp stepUp, ChangeFactors change, OwnSignIn own)
    : ConfirmedPage(stepUp),
        ITextSetup
{
    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? TypedCode { get; set; }

    public bool IsSent { get; private set; }

    public async Task OnGetAsync(string? sent, CancellationToken ct)
    {
        IsSent = sent == "yes";
        Mobile = ProfileRules.Spaced((await own.ProfileAsync(Me, ct))?.Mobile);
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct) =>
        (await change.SendProofAsync(Actor, Mobile, ct)).IsDone(out _, out var no)
            ? Redirect("/account/texts?sent=yes")
            : Refused(no);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsSent = true;
        var no = new Refusal("Enter the six digits of the message", nameof(TypedCode));
        return
            !string.IsNullOrWhiteSpace(TypedCode)
            && (await change.AddTextsAsync(Actor, TypedCode, Stays, ct)).IsDone(out _, out no)
            ? Redirect(OwnSignInPageModel.Path + "?done=texts")
            : Refused(no);
    }
}
