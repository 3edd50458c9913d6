using CareMail.Access;
using CareMail.Accounts.Pages;
using CareMail.Identity.Doors;
using CareMail.Identity.Tablets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Tablets.Pages;

/// <summary>The shared tablets of one's organisation; and making one of the device in hand.</summary>
[Allows(Act.ManageTablets)]
internal sealed class OurTabletsModel(ChangeTablets change, Identity.Tablets.Tablets tablets, TimeProvider time)
    : PageModel
{
    private const string Path = "/organisation/tablets";

    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<SharedTablet> All { get; private set; } = [];

    /// <summary>What this device is already.</summary>
    public SharedTablet? Here { get; private set; }

    public string? Said { get; private set; }

    private Guid Mine => User.Account()!.OrganisationId;

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    public Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done switch
        {
            "made" => "This device is a shared tablet now. Sign out, so that the next person can sign in.",
            "removed" => "It is no shared tablet any more. Whoever was signed in there is signed out.",
            _ => null,
        };
        return LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        (await change.RegisterAsync(HttpContext.Actor(), HttpContext, Mine, Name, ct)).IsDone(out _, out var no)
            ? Redirect(Path + "?done=made")
            : await AgainAsync(no, ct);

    public async Task<IActionResult> OnPostRemoveAsync(Guid tablet, CancellationToken ct) =>
        (await change.RemoveAsync(HttpContext.Actor(), tablet, ct)).IsDone(out _, out var no)
            ? Redirect(Path + "?done=removed")
            : await AgainAsync(no, ct);

    public string Since(SharedTablet tablet) => AccountTime.Moment(tablet.Registered, time.GetUtcNow());

    private async Task<IActionResult> AgainAsync(Refusal no, CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.AddModelError(no.Field ?? "", no.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        All = await tablets.OfOrganisationAsync(Mine, ct);
        Here = await tablets.OfAsync(HttpContext, ct);
    }
}
