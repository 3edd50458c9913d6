using CareMail.Access;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>One question: what it is about, how far it is, and the second person's answer.</summary>
[Allows(Act.SeeApprovals)]
internal sealed class ApprovalModel(Approvals approvals) : ApprovalPages
{
    [BindProperty]
    public string? Answer { get; set; }

    public ApprovalSheet Sheet { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostDecideAsync(Guid id, [FromForm] bool granted, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        var outcome = await approvals.DecideAsync(Actor, id, granted, Answer, ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(refusal);
        }

        Said = granted ? "You agreed. Whoever asked is told." : "You did not agree. Whoever asked is told.";
        return Redirect($"/manage/approvals/{id}");
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        var outcome = await approvals.EndAsync(Actor, id, ct);
        if (!outcome.IsDone(out _, out var refusal))
        {
            return Refused(refusal);
        }

        Said = "It is over: nobody reads that mailbox by this approval any more.";
        return Redirect($"/manage/approvals/{id}");
    }

    public IEnumerable<(string What, string When, string Css)> Course()
    {
        var approval = Sheet.Approval;
        yield return ($"{Sheet.AskedBy} asked", BritishDay.Moment(approval.Asked), "");
        switch (Sheet.State)
        {
            case ApprovalState.Waiting:
                yield return ("A second person agrees, or does not", "Now", "cm-time--now");
                yield return ("It lapses", BritishDay.Moment(approval.Expires), "cm-time--ahead");
                break;
            case ApprovalState.Lapsed:
                yield return ("Nobody decided in time", BritishDay.Moment(approval.Expires), "cm-time--bad");
                break;
            case ApprovalState.Refused:
                yield return (
                    $"{Sheet.DecidedBy} did not agree",
                    BritishDay.Moment(approval.Decided!.Value),
                    "cm-time--bad"
                );
                break;
            case ApprovalState.Done:
                yield return (
                    $"{Sheet.DecidedBy} agreed, and it was done",
                    BritishDay.Moment(approval.Decided!.Value),
                    ""
                );
                break;
            case ApprovalState.Usable:
                yield return ($"{Sheet.DecidedBy} agreed", BritishDay.Moment(approval.Decided!.Value), "");
                yield return ($"{Sheet.AskedBy} may do it", "Now", "cm-time--now");
                yield return ("It is over", BritishDay.Moment(approval.UsableUntil!.Value), "cm-time--ahead");
                break;
            case ApprovalState.Over:
                yield return ($"{Sheet.DecidedBy} agreed", BritishDay.Moment(approval.Decided!.Value), "");
                yield return ("It is over", BritishDay.Moment(approval.UsableUntil!.Value), "");
                break;
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await approvals.FindAsync(Actor, id, ct) is not { } sheet)
        {
            return false;
        }

        Sheet = sheet;
        return true;
    }
}
