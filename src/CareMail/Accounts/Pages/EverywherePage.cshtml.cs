using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>One button for the day something is lost. It asks for no password: whoever finds the browser could only help.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class EverywherePageModel(SignOutEverywhere everywhere) : OwnPage
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        (await everywhere.RunAsync(Actor, User.SessionId(), ct)).IsDone(out _, out var no)
            ? Redirect("/account?done=everywhere")
            : Refused(no);
}
