using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The third task by text message: a number, then the code that came there.</summary>
[Allows(Act.SignIn)]
internal sealed class TextFactorModel(Arrivals arrivals, ChangeFactors change, OwnSignIn own)
    : TaskPage(arrivals),
        ITextSetup
{
    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? TypedCode { get; set; }

    public bool IsSent { get; private set; }

    protected override DueTask? Mine => DueTask.SecondFactor;

    public async Task<IActionResult> OnGetAsync(string? sent, CancellationToken ct)
    {
        if (Arrival.HasFactor || !Arrival.MayUseTexts)
        {
            return Redirect(PathOf(DueTask.SecondFactor));
        }

        IsSent = sent == "yes";
        Mobile = ProfileRules.Spaced((await own.ProfileAsync(Arrival.Account.Id, ct))?.Mobile);
        return Page();
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct) =>
        Arrival.HasFactor ? Redirect(SecondFactorModel.Codes)
        : (await change.SendProofAsync(Actor, Mobile, ct)).IsDone(out _, out var no)
            ? Redirect(SecondFactorModel.Texts + "?sent=yes")
        : Refused(no);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Arrival.HasFactor)
        {
            return Redirect(SecondFactorModel.Codes);
        }

        IsSent = true;
        var no = new Refusal("Enter the six digits of the message", nameof(TypedCode));
        return
            !string.IsNullOrWhiteSpace(TypedCode)
            && (await change.AddTextsAsync(Actor, TypedCode, Arrival.Stays, ct)).IsDone(out _, out no)
            ? await GoOnToAsync(SecondFactorModel.Codes, "sms mfa")
            : Refused(no);
    }
}
