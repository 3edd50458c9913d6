using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The fifth task, after which the mail opens.</summary>
[Allows(Act.SignIn)]
internal sealed class SecretModel(Arrivals arrivals, ChangeAccountSecret change) : TaskPage(arrivals)
{
    [BindProperty]
    public string? Secret { get; set; }

    protected override DueTask? Mine => DueTask.AccountSecret;

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        (await change.RunAsync(Actor, Secret ?? "", ct)).IsDone(out _, out var no) ? await GoOnAsync() : Refused(no);
}
