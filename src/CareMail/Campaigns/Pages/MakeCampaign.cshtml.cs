using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Campaigns.Pages;

/// <summary>A campaign that does not exist yet.</summary>
[Allows(Act.ChangeCampaigns)]
internal sealed class MakeCampaignModel(ChangeCampaigns change) : PageModel
{
    private static readonly char[] Between = [' ', ',', ';'];

    public static IReadOnlyList<RadioOption> All { get; } =
    [.. Asked.All.Select(task => new RadioOption(Asked.Spell(task), Asked.Words(task)))];

    [BindProperty]
    public string? NewTitle { get; set; }

    [BindProperty]
    public string? Asks { get; set; }

    [BindProperty]
    public string? Roles { get; set; }

    [BindProperty]
    public string? Codes { get; set; }

    [BindProperty]
    public int LettersDays { get; set; } = 14;

    [BindProperty]
    public int SoftLettersDays { get; set; } = 7;

    [BindProperty]
    public string? Reason { get; set; }

    public string Title(string title) => ModelState.IsValid ? title : "Error: " + title;

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var wanted = new NewCampaign(
            NewTitle ?? "",
            Asks ?? "",
            Words(Roles),
            Words(Codes),
            LettersDays,
            SoftLettersDays
        );
        if ((await change.MakeAsync(HttpContext.Actor(), wanted, Reason, ct)).IsDone(out var made, out var refusal))
        {
            return Redirect($"/campaigns/{made.Key}");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private static string[] Words(string? typed) =>
        (typed ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
