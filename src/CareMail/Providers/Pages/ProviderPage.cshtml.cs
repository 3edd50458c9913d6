using CareMail.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Providers.Pages;

/// <summary>One place that has secure mail.</summary>
[Allows(Act.FindProviders)]
[EnableRateLimiting(ProvidersLimit.Policy)]
internal sealed class ProviderPageModel(ProviderBook book) : PageModel
{
    public IReadOnlyList<Provider> Mailboxes { get; private set; } = [];

    public Provider Place => Mailboxes[0];

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct)
    {
        Mailboxes = (await book.OpenAsync(ct)).ListedUnder(code.ToUpperInvariant());
        return Mailboxes.Count > 0 ? Page() : NotFound();
    }
}
