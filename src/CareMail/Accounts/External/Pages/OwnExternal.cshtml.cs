using CareMail.Access;
using CareMail.Accounts.Pages;
using CareMail.Identity.Doors;
using CareMail.Identity.External;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.External.Pages;

/// <summary>One's account and oneself at another service belong together, or do not any more.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnExternalModel(StepUp stepUp, OidcDoor oidc, ExternalLinks links, LinkExternal link)
    : ConfirmedPage(stepUp)
{
    private const string Path = "/account/external";

    public string Name => oidc.Name;

    public bool IsLinked { get; private set; }

    /// <summary>Somebody came back from the other service, in this browser, a moment ago.</summary>
    public bool IsBack { get; private set; }

    public string? Said { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken ct)
    {
        if (!oidc.IsOpen)
        {
            return NotFound();
        }

        Said = done == "linked" ? $"From now on you can sign in with {Name}." : null;
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await oidc.WhoAsync(HttpContext) is not { } person)
        {
            return Redirect(Path);
        }

        if (!(await link.RunAsync(Actor, person, oidc.NamesPlaces, ct)).IsDone(out _, out var no))
        {
            await LoadAsync(ct);
            return Refused(no);
        }

        await oidc.ForgetAsync(HttpContext);
        return Redirect(Path + "?done=linked");
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        if ((await link.RemoveAsync(Actor, ct)).IsDone(out _, out var no))
        {
            return Redirect(Path);
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        IsLinked = (await links.OfAccountAsync(Me, ct)).Count > 0;
        IsBack = !IsLinked && await oidc.WhoAsync(HttpContext) is not null;
    }
}
