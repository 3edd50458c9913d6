using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>The short form's question.</summary>
internal sealed class TownModel(ApplicantServices services, ChangeDraft change) : ApplicantPage(services)
{
    [BindProperty]
    public string? Town { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        Town = Application.Town;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await LoadAsync(ct)
        ?? (
            (await change.SetTownAsync(Application.Id, Town, ct)).IsDone(out _, out var refusal)
                ? await NextAsync(ct)
                : Again(refusal)
        );
}
