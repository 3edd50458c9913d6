using CareMail.Access;
using CareMail.Mailboxes;
using CareMail.Policies;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>What whoever writes is answered while one is away.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnAwayPageModel(ChangeAwayReply change) : OwnPage
{
    [BindProperty]
    public TypedDay From { get; set; } = new();

    [BindProperty]
    public TypedDay Until { get; set; } = new();

    [BindProperty]
    public string? Words { get; set; }

    public AwayReply? Now { get; private set; }

    [TempData]
    public string? Said { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Now = await change.FindAsync(Me, ct);
        if (Now is not null)
        {
            From = TypedDay.Of(BritishDay.Of(Now.Begins));
            Until = TypedDay.Of(LastDay(Now));
            Words = Now.Words;
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await change.SetAsync(
            Actor,
            Words,
            From.Read() is { } first ? BritishDay.Begins(first) : null,
            Until.Read() is { } last ? BritishDay.Begins(last.AddDays(1)) : null,
            ct
        );
        if (!outcome.IsDone(out _, out var no))
        {
            Now = await change.FindAsync(Me, ct);
            return Refused(no);
        }

        Said = "Your automatic reply is saved.";
        return Redirect("/account/away");
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken ct)
    {
        await change.EndAsync(Actor, ct);
        Said = "Nobody is answered by itself any more.";
        return Redirect("/account/away");
    }

    /// <summary>It ends with the midnight after that day.</summary>
    public static DateOnly LastDay(AwayReply reply) => BritishDay.Of(reply.Ends.AddTicks(-1));
}
