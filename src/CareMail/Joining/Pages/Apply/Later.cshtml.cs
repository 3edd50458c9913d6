using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Sends the way back, and makes the browser forget it.</summary>
internal sealed class LaterModel(ApplicantServices services, ApplicantAnswers answers) : ApplicantPage(services)
{
    public bool Left { get; private set; }

    public string? Email => Services.Applications.EmailOf(Application);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (!(await answers.SendLinkAsync(Application, ct)).IsDone(out _, out var refusal))
        {
            return Again(refusal);
        }

        ApplicantCookie.Clear(Response, Services.Settings);
        Left = true;
        return Page();
    }
}
