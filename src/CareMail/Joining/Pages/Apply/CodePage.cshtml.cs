using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>The code that was sent, or read out.</summary>
internal sealed class CodePageModel(ApplicantServices services, ProveHome prove) : ApplicantPage(services)
{
    [BindProperty]
    public string? Code { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await LoadAsync(ct)
        ?? (
            (await prove.ByCodeAsync(Application, Code, Network, ct)).IsDone(out _, out var refusal)
                ? await NextAsync(ct)
                : Again(refusal)
        );
}
