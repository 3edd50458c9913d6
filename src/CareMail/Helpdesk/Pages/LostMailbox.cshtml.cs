using CareMail.Access;
using CareMail.Joining;
using CareMail.Mailboxes;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Helpdesk.Pages;

/// <summary>Nobody reaches the shared mailbox: ring the number a regulator holds, then a new owner.</summary>
[Allows(Act.RecoverMailbox)]
internal sealed class LostMailboxModel(
    CaseFiles files,
    RecoverMailbox recover,
    HelpdeskLimits limits,
    TimeProvider time
) : DeskPage(time)
{
    public static IReadOnlyList<RadioOption> Results { get; } =
    [
        new(nameof(RingOutcome.TheyKnow), "They know of it and agree"),
        new(nameof(RingOutcome.TheyDoNotKnow), "They do not know of it"),
        new(nameof(RingOutcome.NobodyAnswered), "Nobody answered"),
    ];

    [BindProperty]
    public string? Result { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? First { get; set; }

    [BindProperty]
    public string? Last { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public CaseFile Of { get; private set; } = null!;

    public IReadOnlyList<HeldNumber> Numbers { get; private set; } = [];

    public IReadOnlyList<(Mailbox Mailbox, string Address)> Mailboxes { get; private set; } = [];

    public bool IsRung => Of.Case.Rung is { } at && Now - at <= limits.RungLife;

    public string Handler(string name) => $"/helpdesk/cases/{Of.Case.Id}/mailbox?handler={name}";

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var id = Guid.Parse((string)context.RouteData.Values["id"]!);
        if (!await LoadAsync(id))
        {
            context.Result = NotFound();
            return;
        }

        await next();
    }

    public void OnGet() { }

    public Task<IActionResult> OnPostRangAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(
            id,
            async () =>
                Enum.TryParse<RingOutcome>(Result, out var result) && Results.Any(r => r.Value == Result)
                    ? await recover.RangAsync(Actor, id, version, result, Words, ct)
                    : new Refusal("Say what came of the call", "Result")
        );

    public Task<IActionResult> OnPostExistingAsync(Guid id, long version, Guid mailbox, CancellationToken ct) =>
        DoAsync(id, () => recover.ExistingAsync(Actor, id, version, mailbox, Address, ct));

    public Task<IActionResult> OnPostNewAsync(Guid id, long version, Guid mailbox, CancellationToken ct) =>
        DoAsync(
            id,
            () =>
                recover.NewAsync(
                    Actor,
                    id,
                    version,
                    mailbox,
                    new NewOwner(First ?? "", Last ?? "", Mobile ?? "", Email ?? ""),
                    ct
                )
        );

    private async Task<IActionResult> DoAsync(Guid id, Func<Task<Outcome<string>>> act)
    {
        if ((await act()).IsDone(out var said, out var refusal))
        {
            Said = said;
            return Redirect($"/helpdesk/cases/{id}/mailbox");
        }

        Blame(refusal);
        await LoadAsync(id);
        ModelState.Remove("version");
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await files.FindAsync(Actor, id, ct) is not { Case.OrganisationId: { } home, Home: not null } found)
        {
            return false;
        }

        Of = found;
        Numbers = await recover.NumbersAsync(home, ct);
        Mailboxes = await files.MailboxesAsync(found.Case, ct);
        return true;
    }
}
