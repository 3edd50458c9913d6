using CareMail.Access;

namespace CareMail.FourEyes.Pages;

/// <summary>What waits for one as the second person, what one asked, and what was decided.</summary>
[Allows(Act.SeeApprovals)]
internal sealed class ApprovalsModel(Approvals approvals) : ApprovalPages
{
    public IReadOnlyList<(string Heading, string None, IReadOnlyList<ApprovalSheet> Sheets)> Groups
    {
        get;
        private set;
    } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var all = await approvals.OfAsync(Actor, ct);
        Groups =
        [
            ("Waiting for you", "Nothing waits for you.", [.. all.Where(a => a.MayDecide)]),
            ("You asked", "You have asked for nothing.", [.. all.Where(a => a.IsMine)]),
            ("Others", "Nothing else was asked.", [.. all.Where(a => !a.MayDecide && !a.IsMine)]),
        ];
    }
}
