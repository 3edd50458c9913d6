using CareMail.Access;
using CareMail.Identity.Tablets;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>A shared tablet: the PIN of one person.</summary>
[Allows(Act.SignIn)]
internal sealed class TabletPinModel(Tablets.Tablets tablets, TabletDoor door) : DoorPage
{
    [BindProperty]
    public string? Pin { get; set; }

    public string FirstName { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await WhoAsync(id, ct) ? Page() : Redirect(TabletModel.Path);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await WhoAsync(id, ct))
        {
            return Redirect(TabletModel.Path);
        }

        Require(nameof(Pin), Pin, "Enter your PIN");
        if (!ModelState.IsValid)
        {
            return Again();
        }

        return await door.EnterAsync(HttpContext, id, Pin!, ct) is { } way
            ? Redirect(way)
            : Again(nameof(Pin), "That is not your PIN. After five wrong tries you sign in with address and password");
    }

    private async Task<bool> WhoAsync(Guid id, CancellationToken ct)
    {
        if (
            await tablets.OfAsync(HttpContext, ct) is not { } tablet
            || (await tablets.UsersAsync(tablet.Id, ct)).FirstOrDefault(u => u.PinId == id) is not { } user
        )
        {
            return false;
        }

        FirstName = user.FirstName;
        return true;
    }
}
