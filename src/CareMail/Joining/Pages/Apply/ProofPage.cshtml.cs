using CareMail.Access;
using CareMail.Joining.Applying;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Which of the proofs.</summary>
internal sealed class ProofPageModel(ApplicantServices services, Contacts contacts, ProveHome prove)
    : ApplicantPage(services)
{
    private const string ById = "contact-id";
    private const string ByPerson = "person";
    private const string ByNumber = "number-";

    [BindProperty]
    public string? Way { get; set; }

    public IReadOnlyList<RadioOption> Ways { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadWaysAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadWaysAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Way is null || Ways.All(way => way.Value != Way))
        {
            return Again(new Refusal("Choose one of these", nameof(Way)));
        }

        switch (Way)
        {
            case ById:
                return Redirect("/join/proof/contact-id");
            case ByPerson:
                return (await prove.LeaveToCaseworkerAsync(Application.Id, ct)).IsDone(out _, out var no)
                    ? await NextAsync(ct)
                    : Again(no);
            default:
                var sent = await prove.SendCodeAsync(Application, Way[ByNumber.Length..], Network, ct);
                return sent.IsDone(out _, out var refusal) ? Redirect("/join/proof/code") : Again(refusal);
        }
    }

    private async Task<IActionResult?> LoadWaysAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var ways = new List<RadioOption>();
        if (Application.LocationId is not null)
        {
            ways.Add(
                new(
                    ById,
                    "With the CQC contact ID",
                    "It stands on the registered manager’s certificate and looks like 1-123456 or CON1-123456"
                )
            );
        }

        foreach (var number in await contacts.NumbersAsync(Application.LocationId, ct))
        {
            ways.Add(
                number.Mobile is not null
                    ? new(ByNumber + number.Ending, $"With a code sent by text to the number ending {number.Ending}")
                    : new(
                        ByNumber + number.Ending,
                        $"With a code read out by telephone, on the number ending {number.Ending}",
                        "A caseworker rings that number, mostly within the hour between 8 am and 6 pm"
                    )
            );
        }

        ways.Add(new(ByPerson, "I can do neither", "A person rings you after you have sent the application"));
        Ways = ways;
        return null;
    }
}
