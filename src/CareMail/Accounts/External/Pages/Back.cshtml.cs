using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.External;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.External.Pages;

/// <summary>
/// To another service, and back from it. Coming back shows a page and changes nothing: a link on somebody else's site signs
/// nobody in, and the browser's strict cookies work again from here on.
/// </summary>
[Allows(Act.SignIn)]
internal sealed class BackModel(OidcDoor oidc, ExternalLinks links, LinkExternal link, Arrivals arrivals) : PageModel
{
    private const string LinkPath = "/account/external";

    public string Name => oidc.Name;

    public bool IsKnown { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? failed, CancellationToken ct)
    {
        if (failed == "yes")
        {
            Error = "The other service did not let you in, or it took too long. Try again.";
            return Page();
        }

        if (await oidc.WhoAsync(HttpContext) is not { } person)
        {
            return Redirect("/sign-in");
        }

        IsKnown = await links.FindAsync(person, ct) is not null;
        return Page();
    }

    /// <summary>To the other service.</summary>
    public IActionResult OnPostGo() =>
        oidc.IsOpen
            ? Challenge(new AuthenticationProperties { RedirectUri = OidcDoor.Back }, OidcDoor.Scheme)
            : NotFound();

    /// <summary>On from here: in, or to one's own sign-in, which the first link needs.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await oidc.WhoAsync(HttpContext) is not { } person)
        {
            return Redirect("/sign-in");
        }

        if (await links.FindAsync(person, ct) is not { } known)
        {
            return Redirect("/sign-in" + QueryString.Create("return", LinkPath));
        }

        if (await link.CheckAsync(person, known.AccountId, oidc.NamesPlaces, ct) is { } no)
        {
            Error = no.Sentence;
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        await oidc.ForgetAsync(HttpContext);
        return Redirect(await arrivals.ComeInAsync(HttpContext, known.AccountId, person.IsStrong));
    }
}
