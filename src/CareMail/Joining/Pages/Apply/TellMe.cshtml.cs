using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Leaves an address to be told that a home may join.</summary>
internal sealed class TellMeModel(Homes homes, WatchHome watch) : JoinPage
{
    [BindProperty]
    public string? Email { get; set; }

    public Home Home { get; private set; } = null!;

    public bool Done { get; private set; }

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct) =>
        await LoadAsync(code, ct) ? Page() : Redirect("/join");

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken ct)
    {
        if (!await LoadAsync(code, ct))
        {
            return Redirect("/join");
        }

        if (!(await watch.RunAsync(Home, Email, Network, ct)).IsDone(out _, out var refusal))
        {
            return Again(refusal);
        }

        Done = true;
        return Page();
    }

    private async Task<bool> LoadAsync(string code, CancellationToken ct)
    {
        if (code.Length > 20)
        {
            return false;
        }

        Home = await homes.FindAsync(code, ct: ct);
        return Home.IsKnown;
    }
}
