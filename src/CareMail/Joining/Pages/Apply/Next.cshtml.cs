using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Leads to the first question that is not answered yet.</summary>
internal sealed class NextModel(ApplicantServices services) : ApplicantPage(services)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? await NextAsync(ct);
}
