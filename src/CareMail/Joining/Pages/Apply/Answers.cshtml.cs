using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>The last look, and sending it in.</summary>
internal sealed class AnswersModel(ApplicantServices services, SubmitApplication submit) : ApplicantPage(services)
{
    public string? Email => Services.Applications.EmailOf(Application);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await LoadAsync(ct) ?? UnlessEarlier() ?? (IActionResult)Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // Sent twice, it leads to the page that shows where it stands, as once does.
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        return (await submit.RunAsync(Application.Id, Network, ct)).IsDone(out _, out var refusal)
            ? Redirect("/join/status")
            : Again(refusal);
    }

    /// <summary>A question before this one is open.</summary>
    private RedirectResult? UnlessEarlier() =>
        ApplicationRules.Next(SubmitApplication.FactsOf(Application, Home, People))
            is var next
                and not JoinQuestion.Check
            ? Redirect(PathOf(next))
            : null;
}
