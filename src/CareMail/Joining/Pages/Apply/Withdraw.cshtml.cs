using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Asks once more, and closes the application.</summary>
internal sealed class WithdrawModel(ApplicantServices services, ApplicantAnswers answers) : ApplicantPage(services)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        await TryLoadAsync(ct) ? Page() : Redirect("/join/no-application");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await TryLoadAsync(ct))
        {
            return Redirect("/join/no-application");
        }

        return (await answers.WithdrawAsync(Application, Network, ct)).IsDone(out _, out var refusal)
            ? Redirect("/join/status")
            : Again(refusal);
    }
}
