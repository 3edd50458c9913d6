using CareMail.Access;
using CareMail.Accounts.Pages;
using CareMail.Identity.Doors;
using CareMail.Identity.Tablets;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tablets.Pages;

/// <summary>A PIN for the shared tablet in hand; anywhere else there is nothing to choose.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnPinModel(StepUp stepUp, ChoosePin choose, Identity.Tablets.Tablets tablets)
    : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? Pin { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    public SharedTablet? Tablet { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Tablet = await tablets.OfAsync(HttpContext, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Tablet = await tablets.OfAsync(HttpContext, ct);
        if (Tablet is null)
        {
            return Refused(new Refusal("This device is no shared tablet"));
        }

        return (await choose.RunAsync(Actor, Tablet, Pin, Again, ct)).IsDone(out _, out var no)
            ? Redirect("/account?done=pin")
            : Refused(no);
    }
}
