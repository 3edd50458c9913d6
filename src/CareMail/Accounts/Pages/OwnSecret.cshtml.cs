using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A new Account Secret.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnSecretModel(StepUp stepUp, OwnProof proof, ChangeAccountSecret change, OwnSignIn own)
    : ConfirmedPage(stepUp)
{
    private DateTimeOffset? _set;

    [BindProperty]
    public string? Secret { get; set; }

    public string? Said { get; private set; }

    public string SetWords => _set is { } at ? $"You chose it on {AccountTime.Day(at)}." : "You have none yet.";

    /// <summary>The first is chosen with the password; another one needs more.</summary>
    public bool NeedsProof => _set is not null && !proof.IsFresh(HttpContext);

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done == "saved" ? "Your new Account Secret counts from now on." : null;
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (NeedsProof)
        {
            return Redirect("/account/secret/prove");
        }

        if ((await change.RunAsync(Actor, Secret ?? "", ct)).IsDone(out _, out var no))
        {
            proof.Use(HttpContext);
            return Redirect("/account/secret?done=saved");
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    private async Task LoadAsync(CancellationToken ct) => _set = (await own.DatesAsync(Me, ct))?.SecretSet;
}
