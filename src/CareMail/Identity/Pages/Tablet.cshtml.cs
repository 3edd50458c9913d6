using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tablets;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>A shared tablet: who are you?</summary>
[Allows(Act.SignIn)]
internal sealed class TabletModel(Tablets.Tablets tablets) : DoorPage
{
    public const string Path = "/sign-in/tablet";

    /// <summary>For whoever has no PIN there, or has forgotten it.</summary>
    public const string WithPassword = WebCookies.SignInPath + "?with=password";

    public SharedTablet Tablet { get; private set; } = null!;

    public IReadOnlyList<TabletUser> Users { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await tablets.OfAsync(HttpContext, ct) is not { } tablet)
        {
            return Redirect(WebCookies.SignInPath);
        }

        Tablet = tablet;
        Users = await tablets.UsersAsync(tablet.Id, ct);
        return Page();
    }
}
