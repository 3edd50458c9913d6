using System.Globalization;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Tokens;
using CareMail.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>The tokens of one organisation.</summary>
internal sealed record TokenGroup(Organisation Organisation, Feed Feed, Brake Brake, IReadOnlyList<ApiToken> Tokens);

/// <summary>Which programs may act for the organisations somebody looks after; ends tokens and takes them over.</summary>
[Allows(Act.SeeTokens)]
internal sealed class TokensModel(
    Places places,
    TokenTable tokens,
    RevokeToken revoke,
    TakeOverToken takeOver,
    ResumeFeed resume,
    FeedBrake brake,
    Database database,
    AccountRecords accounts,
    TimeProvider time
) : PageModel
{
    private IReadOnlyDictionary<Guid, string> _makers = new Dictionary<Guid, string>();

    public IReadOnlyList<TokenGroup> Groups { get; private set; } = [];

    public Guid Me { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    [TempData]
    public string? Said { get; set; }

    public string ScopesOf(ApiToken token) => string.Join(", ", TokenScopes.Read(token.Scopes).Select(s => s.Title));

    public string MakerOf(ApiToken token) => _makers.GetValueOrDefault(token.MadeBy, "Nobody");

    public bool HasExpired(ApiToken token) => token.Expires <= time.GetUtcNow();

    public static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));

    public static string Moment(DateTimeOffset at) =>
        at.ToString("d MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("en-GB")) + " UTC";

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken ct) =>
        await AfterAsync(await revoke.RunAsync(HttpContext.Actor(), id, ct), ct);

    public async Task<IActionResult> OnPostTakeOverAsync(Guid id, CancellationToken ct) =>
        await AfterAsync(await takeOver.RunAsync(HttpContext.Actor(), id, ct), ct);

    public async Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) =>
        await AfterAsync(await resume.RunAsync(HttpContext.Actor(), id, Reason, ct), ct);

    private async Task<IActionResult> AfterAsync<T>(Outcome<T> outcome, CancellationToken ct)
        where T : class
    {
        if (outcome.IsDone(out _, out var refusal))
        {
            return Redirect("/manage/tokens");
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var actor = HttpContext.Actor();
        Me = actor.AccountId!.Value;
        var groups = new List<TokenGroup>();
        foreach (var organisation in await places.OfAsync(actor, Act.SeeTokens, ct))
        {
            var of = await tokens.OfOrganisationAsync(organisation.Id, ct);
            var feed = await FeedTable.FindAsync(database, organisation.Id, ct);
            if (of.Count > 0 || feed.Paused is not null)
            {
                groups.Add(new TokenGroup(organisation, feed, await brake.OfAsync(feed, ct), of));
            }
        }

        Groups = groups;
        _makers = await accounts.NamesAsync([.. groups.SelectMany(g => g.Tokens).Select(t => t.MadeBy).Distinct()], ct);
    }
}
