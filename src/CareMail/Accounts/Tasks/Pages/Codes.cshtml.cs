using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The third task ends with ten codes on paper, shown once.</summary>
[Allows(Act.SignIn)]
internal sealed class CodesModel(Arrivals arrivals, ChangeFactors change, OwnSignIn own) : TaskPage(arrivals)
{
    public IReadOnlyList<string>? Codes { get; private set; }

    /// <summary>Made before, and not kept yet as far as we know.</summary>
    public int Left { get; private set; }

    protected override DueTask? Mine => DueTask.SecondFactor;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Left = (await own.FactorsAsync(Arrival.Account.Id, ct)).CodesLeft;
        return Arrival.HasFactor ? Page() : Redirect(PathOf(DueTask.SecondFactor));
    }

    public async Task<IActionResult> OnPostMakeAsync(CancellationToken ct)
    {
        if (!Arrival.HasFactor)
        {
            return Redirect(PathOf(DueTask.SecondFactor));
        }

        if (!(await change.MakeCodesAsync(Actor, ct)).IsDone(out var made, out var no))
        {
            return Refused(no);
        }

        // Shown once: neither the browser nor anything between keeps it.
        Response.Headers.CacheControl = "no-store";
        Codes = made.Codes;
        return Page();
    }

    public async Task<IActionResult> OnPostKeepAsync(CancellationToken ct)
    {
        if (!Arrival.HasFactor)
        {
            return Redirect(PathOf(DueTask.SecondFactor));
        }

        return (await change.KeepCodesAsync(Actor, ct)).IsDone(out _, out var no) ? await GoOnAsync() : Refused(no);
    }
}
