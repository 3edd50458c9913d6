using System.Globalization;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Doors;
using CareMail.Policies;
using CareMail.Provisioning.People;
using CareMail.Storage;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>What programs may do with an organisation's people before somebody looks.</summary>
[Allows(Act.ChangeFeed)]
internal sealed class FeedPageModel(
    Acts acts,
    ChangeFeed change,
    Database database,
    DatedPolicy policy,
    TimeProvider time
) : PageModel
{
    private const string Ours = "own";
    private const string Service = "service";

    public static readonly IReadOnlyList<RadioOption> Meanings =
    [
        new(
            nameof(InactiveMeans.Disabled),
            "They are away",
            "Nobody signs in with the account until the program says that they are back. Their mail keeps arriving."
        ),
        new(
            nameof(InactiveMeans.Left),
            "They have left",
            "Their rights end, and another organisation can accept them. The program can take them back."
        ),
    ];

    [BindProperty]
    public string? Means { get; set; }

    [BindProperty]
    public string? Own { get; set; }

    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public string? Percent { get; set; }

    [BindProperty]
    public string? Least { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [TempData]
    public string? Said { get; set; }

    public Organisations.Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<RadioOption> Brakes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        var feed = await FeedTable.FindAsync(database, organisation, ct);
        Means = feed.InactiveMeans.ToString();
        Own = feed.OwnBrake is null ? Service : Ours;
        (People, Percent, Least) = (Text(feed.BrakePeople), Text(feed.BrakePercent), Text(feed.BrakeLeast));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await LoadAsync(organisation, ct))
        {
            return NotFound();
        }

        var means = Enum.TryParse<InactiveMeans>(Means, out var chosen) ? chosen : default;
        var brake = Own == Ours ? new Brake(Number(People), Number(Percent), Number(Least)) : null;
        var outcome = Own is Ours or Service
            ? await change.RunAsync(HttpContext.Actor(), organisation, new FeedWish(means, brake, Reason), ct)
            : new Refusal("Choose when they are stopped.", nameof(Own));
        if (outcome.IsDone(out _, out var refusal))
        {
            Said = $"Saved how programs are taken at {Organisation.Name}.";
            return Redirect("/manage/tokens");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid organisation, CancellationToken ct)
    {
        if (
            !(await acts.AtOrganisationAsync(HttpContext.Actor(), Act.ChangeFeed, organisation, ct)).IsDone(
                out var found,
                out _
            )
        )
        {
            return false;
        }

        Organisation = found;
        var usual = await FeedPolicy.BrakeAsync(policy, time.GetUtcNow(), ct);
        Brakes =
        [
            new(
                Service,
                "As everywhere in this service",
                $"After {usual.People} accounts or {usual.Percent} per cent within an hour; {usual.Least} never stop a program."
            ),
            new(Ours, "By our own numbers"),
        ];
        return true;
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is no number is out of every range.</summary>
    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
