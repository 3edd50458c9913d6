using CareMail.Hosting;
using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Begins a draft.</summary>
internal sealed class StartModel(Homes homes, StartApplication start, CareMailSettings settings) : JoinPage
{
    [BindProperty(SupportsGet = true)]
    public string? Short { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public Home Home { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct) =>
        await LoadAsync(code, ct) ? Page() : Redirect("/join/home/" + Uri.EscapeDataString(code));

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken ct)
    {
        if (!await LoadAsync(code, ct))
        {
            return Redirect("/join/home/" + Uri.EscapeDataString(code));
        }

        var route = Short == "yes" ? ApplicationRoute.FastTrack : ApplicationRoute.National;
        if (!(await start.RunAsync(Home.Asked, route, Email, Network, ct)).IsDone(out var begun, out var refusal))
        {
            return Again(refusal);
        }

        ApplicantCookie.Set(Response, begun.Key, settings);
        return Redirect("/join/next");
    }

    private async Task<bool> LoadAsync(string code, CancellationToken ct)
    {
        if (code.Length > 20)
        {
            return false;
        }

        Home = await homes.FindAsync(code, ct: ct);
        return Home.MayBegin && (await homes.StandingAsync(Home, ct)).IsFree;
    }
}
