using CareMail.Access;
using CareMail.Accounts.Passwords;
using CareMail.Identity;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>A new password; or the old one, if it came back to mind.</summary>
[Allows(Act.SignIn)]
internal sealed class NewPasswordModel(
    Resets resets,
    ResetOwnPassword use,
    PasswordCheck check,
    AccountRecords accounts
) : ResetPage(resets)
{
    [BindProperty(Name = "Password")]
    public string? Chosen { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    public PasswordNeeds Needs { get; private set; } = null!;

    public string UserName { get; private set; } = "";

    protected override ResetStep Mine => ResetStep.Proven;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrEmpty(Chosen))
        {
            return await AgainAsync(new Refusal("Enter a new password", "Password"), ct);
        }

        var outcome = await use.ChangeAsync(Resets, Reset, Origin, Chosen, Again ?? "", ct);
        return outcome.IsDone(out _, out var no) ? await DoneAsync(ct) : await AgainAsync(no, ct);
    }

    public async Task<IActionResult> OnPostUnlockAsync(CancellationToken ct)
    {
        var outcome = await use.UnlockAsync(Resets, Reset, Origin, ct);
        return outcome.IsDone(out _, out var no) ? await DoneAsync(ct) : await AgainAsync(no, ct);
    }

    private async Task<IActionResult> DoneAsync(CancellationToken ct)
    {
        await Resets.UnlockAsync(HttpContext, Reset.Person, ct);
        return Redirect(Done);
    }

    private async Task<IActionResult> AgainAsync(Refusal no, CancellationToken ct)
    {
        await LoadAsync(ct);
        return Refused(no);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Needs = await check.NeedsAsync(Reset.Person, ct);
        UserName = (await accounts.FindAsync(Reset.Person, ct))?.UserName ?? "";
    }
}
