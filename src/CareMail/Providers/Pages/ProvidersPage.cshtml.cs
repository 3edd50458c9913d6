using CareMail.Access;
using CareMail.Policies;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Providers.Pages;

/// <summary>Finds a place that has secure mail.</summary>
[Allows(Act.FindProviders)]
[EnableRateLimiting(ProvidersLimit.Policy)]
internal sealed class ProvidersPageModel(ProviderSearch search) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Words { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Near { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Council { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Icb { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Service { get; set; }

    public ProviderAnswer Answer { get; private set; } = new(0, [], null, true);

    public MapView Map { get; private set; } = new([]);

    public string Title => ModelState.IsValid ? "Who can receive secure mail?" : "Error: Who can receive secure mail?";

    public string FilePath =>
        "/providers/file"
        + new QueryBuilder
        {
            { "words", Words ?? "" },
            { "near", Near ?? "" },
            { "council", Council ?? "" },
            { "icb", Icb ?? "" },
            { "service", Service ?? "" },
        }.ToQueryString();

    public static string Day(DateTimeOffset at) => BritishDay.Spell(BritishDay.Of(at));

    public static string Miles(double miles) => miles < 0.95 ? "less than a mile" : $"{miles:0} miles";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (ProvidersEndpoint.Asked(Words, Near, Council, Icb, Service) is not { } question)
        {
            return Refused(nameof(Words), $"Use at most {ProviderSearch.LongestText} characters");
        }

        Answer = await search.FindAsync(question, ct);
        Map = new([.. Answer.Found.Select(f => f.Provider.At).Append(Answer.Near).OfType<Position>()]);
        return Answer.IsNearKnown
            ? Page()
            : Refused(nameof(Near), "Enter a whole postcode, like VZ1 2AB. We do not know where this one is");
    }

    private PageResult Refused(string field, string sentence)
    {
        ModelState.AddModelError(field, sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
