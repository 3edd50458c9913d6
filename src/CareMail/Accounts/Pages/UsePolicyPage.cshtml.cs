using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>The use policy in force, to be read again; who accepted an earlier one accepts it here.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class UsePolicyPageModel(
    UsePolicies policies,
    OpenTasks tasks,
    AcceptUsePolicy accept,
    TimeProvider time
) : OwnPage
{
    public UsePolicy Policy => policies.InForce(time.GetUtcNow());

    public bool MayAccept { get; private set; }

    public string? Said { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done == "accepted" ? "You have accepted the use policy." : null;
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(int version, CancellationToken ct)
    {
        if ((await accept.RunAsync(Actor, version, ct)).IsDone(out _, out var no))
        {
            return Redirect("/account/policy?done=accepted");
        }

        await LoadAsync(ct);
        return Refused(no with { Field = null });
    }

    private async Task LoadAsync(CancellationToken ct) =>
        MayAccept = (await tasks.OfAsync(Me, ct)).Any(open => open.Task is DueTask.AcceptPolicy);
}
