using CareMail.Access;
using CareMail.Joining.Applying;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Where the cover comes from the headquarters: the applicant declares that it names this home.</summary>
internal sealed class DeclarationModel(ApplicantServices services, ChangeDraft change) : ApplicantPage(services)
{
    [BindProperty]
    public string? Named { get; set; }

    public IReadOnlyList<RadioOption> Answers { get; } =
    [new("yes", "Yes, it names this home"), new("no", "No, or I do not know")];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        Named = Application.Declared ? "yes" : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        switch (Named)
        {
            case "yes":
                return (await change.DeclareAsync(Application.Id, ct)).IsDone(out _, out var refusal)
                    ? await NextAsync(ct)
                    : Again(refusal);
            case "no":
                return Again(
                    new Refusal(
                        "Then the home needs a publication of its own, or your headquarters publishes again and names it. Ask them; your draft waits for 30 days",
                        nameof(Named)
                    )
                );
            default:
                return Again(new Refusal("Say whether it names this home", nameof(Named)));
        }
    }
}
