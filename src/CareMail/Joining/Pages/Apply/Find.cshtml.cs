using CareMail.Registers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Joining.Pages.Apply;

/// <summary>/join: the first question.</summary>
[EnableRateLimiting("street")]
internal sealed class FindModel(PlaceSearch search) : JoinPage
{
    public const int Most = PlaceSearch.Most;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Null before anything was asked.</summary>
    public IReadOnlyList<FoundPlace>? Places { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Request.Query.ContainsKey(nameof(Q)) && !Request.Query.ContainsKey("q"))
        {
            return Page();
        }

        if (string.IsNullOrWhiteSpace(Q))
        {
            return Again(new Access.Refusal("Enter a name, a postcode, an ODS code or a CQC number", nameof(Q)));
        }

        Places = await search.FindAsync(Q, ct);
        return Page();
    }

    public static string NameOf(FoundPlace place) => Homes.Spoken(place.Name);

    public static string AddressOf(FoundPlace place) => $"{Homes.Spoken(place.Address)} {place.Postcode}".Trim();
}
