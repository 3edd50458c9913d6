using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>The number on the registered manager's certificate.</summary>
internal sealed class ContactIdModel(ApplicantServices services, ProveHome prove) : ApplicantPage(services)
{
    [BindProperty]
    public string? ContactId { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await LoadAsync(ct)
        ?? (
            (await prove.ByContactIdAsync(Application, ContactId, Network, ct)).IsDone(out _, out var refusal)
                ? await NextAsync(ct)
                : Again(refusal)
        );
}
