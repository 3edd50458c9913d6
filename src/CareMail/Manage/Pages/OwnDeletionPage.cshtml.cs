using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Lifecycle;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Asking for the deletion of one's own account, what became of it, and taking it back.</summary>
[Allows(Act.AskForDeletion)]
internal sealed class OwnDeletionPageModel(DeletionWishes wishes, StepUp stepUp) : ManagePage
{
    private const string Path = "/account/deletion";

    [BindProperty]
    public string? Reason { get; set; }

    public DeletionWish? Wish { get; private set; }

    public int Days { get; private set; }

    public bool MayAsk => Wish is null or { Agreed: false };

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // Whoever finds this browser open does not end an account.
        if (!stepUp.IsFresh(HttpContext))
        {
            return Redirect("/account/confirm" + QueryString.Create("return", Path));
        }

        if (!(await wishes.AskAsync(Actor, Reason, ct)).IsDone(out _, out var no))
        {
            await LoadAsync(ct);
            return Refused(no);
        }

        Said = "We have told whoever looks after your site. You see the answer here.";
        return Redirect(Path);
    }

    public async Task<IActionResult> OnPostTakeBackAsync(CancellationToken ct)
    {
        // Pressing twice is no mistake.
        await wishes.TakeBackAsync(Actor, ct);
        Said = "You have taken it back: your account stays.";
        return Redirect(Path);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Wish = await wishes.FindAsync(Actor.AccountId!.Value, ct);
        Days = await wishes.DaysToThinkAsync(ct);
    }
}
