using CareMail.Access;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>Asking for what nobody does alone with a mailbox.</summary>
[Allows(Act.AskApproval)]
internal sealed class AskModel(Approvals approvals) : ApprovalPages
{
    public static IReadOnlyList<RadioOption> Choices { get; } =
    [
        .. new[] { DangerousAct.OpenMailbox, DangerousAct.HoldMailbox, DangerousAct.EndHold }.Select(
            what => new RadioOption(what.ToString(), ApprovalWords.Title(what), ApprovalWords.Means(what))
        ),
    ];

    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!Choices.Any(choice => choice.Value == What) || !Enum.TryParse<DangerousAct>(What, out var what))
        {
            return Refused(new Refusal("Choose what you ask for", nameof(What)));
        }

        var outcome = await approvals.AskAsync(Actor, what, Address, Reason, ct);
        if (!outcome.IsDone(out var asked, out var refusal))
        {
            return Refused(refusal);
        }

        Said = "A second person is asked. You get an e-mail when they have answered.";
        return Redirect($"/manage/approvals/{asked.Id}");
    }
}
