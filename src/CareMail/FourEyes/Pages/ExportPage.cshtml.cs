using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.FourEyes.Pages;

/// <summary>A mailbox saved as a file under an approval: after the password was typed again, and in the record.</summary>
[Allows(Act.ExportUnderApproval)]
internal sealed class ExportModel(Approvals approvals, ExportMailbox export, StepUp stepUp) : ApprovalPages
{
    public ApprovalSheet Sheet { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await FindAsync(id, ct) is null ? NotFound()
        : stepUp.IsFresh(HttpContext) ? Page()
        : ToConfirm();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } mailbox)
        {
            return NotFound();
        }

        if (!stepUp.IsFresh(HttpContext))
        {
            return ToConfirm();
        }

        var outcome = await export.BeginAsync(
            mailbox,
            withKept: true,
            (tx, messages) =>
                approvals.RecordAsync(
                    tx,
                    Actor,
                    Act.ExportUnderApproval,
                    Sheet.Approval,
                    Sheet.Approval.Reason,
                    $"{messages} messages"
                ),
            ct
        );
        if (!outcome.IsDone(out var copy, out var refusal))
        {
            return Refused(refusal);
        }

        using (copy)
        {
            await copy.SendAsync(HttpContext);
        }

        return new EmptyResult();
    }

    private RedirectResult ToConfirm() => Redirect("/account/confirm" + QueryString.Create("return", Request.Path));

    private async Task<Mailbox?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await approvals.UsableAsync(Actor, id, DangerousAct.ExportMailbox, ct) is not { } open)
        {
            return null;
        }

        Sheet = open.Sheet;
        return open.Mailbox;
    }
}
