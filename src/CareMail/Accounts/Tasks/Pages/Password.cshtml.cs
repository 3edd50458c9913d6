using CareMail.Access;
using CareMail.Accounts.Passwords;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The first task: a password nobody else has seen.</summary>
[Allows(Act.SignIn)]
internal sealed class PasswordModel(Arrivals arrivals, ChangePassword change, PasswordCheck check) : TaskPage(arrivals)
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    protected override DueTask? Mine => DueTask.ChangePassword;

    public string Why =>
        Arrival.PasswordIsTemporary
            ? "The one you came in with was made for you and sent to you. From now on only you know your password."
            : "Your password has run out. Choose another one, so that an old copy of it opens nothing.";

    public PasswordNeeds Needs { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Needs = await check.NeedsAsync(Arrival.Account.Id, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Needs = await check.NeedsAsync(Arrival.Account.Id, ct);
        if (string.IsNullOrEmpty(Password))
        {
            return Refused(new Refusal("Enter a new password", nameof(Password)));
        }

        var outcome = await change.RunAsync(Actor, Password, Again ?? "", Arrival.Stays, ct);
        return outcome.IsDone(out _, out var no) ? await GoOnAsync() : Refused(no);
    }
}
