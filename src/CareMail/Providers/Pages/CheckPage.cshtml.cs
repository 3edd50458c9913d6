using CareMail.Access;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Providers.Pages;

/// <summary>A ward's list, line by line. It is posted, so that no address bar and no log has it, and kept nowhere.</summary>
[Allows(Act.FindProviders)]
[EnableRateLimiting(ProvidersLimit.Policy)]
internal sealed class CheckPageModel(CheckList check) : PageModel
{
    [BindProperty]
    public string? List { get; set; }

    public IReadOnlyList<CheckedLine>? Lines { get; private set; }

    public string Title => ModelState.IsValid ? "Check a list of places" : "Error: Check a list of places";

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) => await RunAsync(ct) ? Page() : Refused();

    public async Task<IActionResult> OnPostFileAsync(CancellationToken ct) =>
        await RunAsync(ct) ? File(ProvidersCsv.Of(Lines!), ProvidersCsv.Type, "checked.csv") : Refused();

    private async Task<bool> RunAsync(CancellationToken ct)
    {
        if (Wrong() is { } sentence)
        {
            ModelState.AddModelError(nameof(List), sentence);
            return false;
        }

        Lines = await check.RunAsync(CheckList.Lines(List!), ct);
        return true;
    }

    private string? Wrong()
    {
        if (List is { Length: > CheckList.LongestText })
        {
            return $"Check at most {CheckList.MostLines} places at a time";
        }

        var lines = CheckList.Lines(List ?? "");
        return lines.Count == 0 ? "Enter a name, a postcode or a code on each line"
            : lines.Count > CheckList.MostLines ? $"Check at most {CheckList.MostLines} places at a time"
            : lines.Any(line => line.Length > CheckList.LongestLine)
                ? $"A line has at most {CheckList.LongestLine} characters"
            : null;
    }

    private PageResult Refused()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
