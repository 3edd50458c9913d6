using System.Globalization;
using CareMail.Access;
using CareMail.Identity.Tasks;
using CareMail.Joining;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Helpdesk.Pages;

/// <summary>What an agent can call for.</summary>
internal sealed record CaseServices(
    CaseFiles Files,
    WorkOnCase Work,
    KnowCaller Know,
    ChangeAccount Change,
    MoveMobile Move,
    TimeProvider Time
);

/// <summary>One case: who calls, whether it is them, and what can be done.</summary>
[Allows(Act.SeeCases)]
internal sealed class CasePageModel(CaseServices desk) : DeskPage(desk.Time)
{
    private static readonly TimeZoneInfo Britain = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Why { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? MobileReason { get; set; }

    public CaseFile Of { get; private set; } = null!;

    public bool IdentifyFailed { get; private set; }

    public bool IsMine => Of.Case.OwnerId is { } owner && owner == Actor.AccountId;

    public bool MayRecover =>
        Of.Case.OrganisationId is not null && Permissions.May(Actor, Act.RecoverMailbox, new Target());

    public string Clock =>
        Of.Case.Due < Now
            ? $"{JoiningTime.Length(Now - Of.Case.Due)} late"
            : $"{JoiningTime.Length(Of.Case.Due - Now)} left";

    /// <summary>Other ways to know this caller, for this agent.</summary>
    public IReadOnlyList<RadioOption> Ways
    {
        get
        {
            List<RadioOption> ways = [];
            var target = new Target(Of.Home?.Id, Of.Home?.HeadquartersId, Of.Person?.Id);
            if (Permissions.May(Actor, Act.IdentifyPerson, target))
            {
                ways.Add(new("LocalPolicy", "By our local policy", "You know them, or saw what the policy asks for"));
            }

            if (CaseRules.MailboxVouches(Of.Case))
            {
                ways.Add(new("SharedMailbox", "A colleague asks for them from the shared mailbox"));
            }

            return ways;
        }
    }

    public string Time(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, Britain).ToString("HH:mm", CultureInfo.InvariantCulture);

    public string Handler(string name) => $"/helpdesk/cases/{Of.Case.Id}?handler={name}";

    // Whose case it is comes before everything: an id of somebody else's case is the id of none.
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var id = Guid.Parse((string)context.RouteData.Values["id"]!);
        if (await desk.Files.FindAsync(Actor, id, HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        Of = found;
        await next();
    }

    public void OnGet() { }

    public Task<IActionResult> OnPostTakeAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(id, () => desk.Work.TakeAsync(Actor, id, version, ct), ct);

    public Task<IActionResult> OnPostNoteAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(id, () => desk.Work.NoteAsync(Actor, id, version, Words, ct), ct);

    public Task<IActionResult> OnPostPersonAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(id, () => desk.Work.AboutAsync(Actor, id, version, Address, ct), ct);

    public Task<IActionResult> OnPostAnswerAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(id, () => desk.Work.AnswerAsync(Actor, id, version, Words, ct), ct);

    public Task<IActionResult> OnPostSettleAsync(Guid id, long version, CancellationToken ct) =>
        DoAsync(id, () => desk.Work.SettleAsync(Actor, id, version, Words, ct), ct);

    public Task<IActionResult> OnPostLettersAsync(Guid id, string?[] letters, CancellationToken ct) =>
        DoAsync(id, () => LettersAsync(id, [.. letters.Select(letter => letter ?? "")], ct), ct);

    public Task<IActionResult> OnPostIdentifyAsync(Guid id, long version, CancellationToken ct)
    {
        IdentifyFailed = true;
        var kind = Ways.Any(way => way.Value == Kind) && Enum.TryParse<PassKind>(Kind, out var read) ? read : 0;
        return DoAsync(id, () => desk.Know.OtherwiseAsync(Actor, id, version, kind, Seen, Reason, ct), ct);
    }

    public Task<IActionResult> OnPostUnlockAsync(Guid id, long version, long seen, CancellationToken ct) =>
        ChangeAsync(id, version, seen, AccountChange.Unlock, ct);

    public Task<IActionResult> OnPostResetAsync(Guid id, long version, long seen, CancellationToken ct) =>
        ChangeAsync(id, version, seen, AccountChange.Reset, ct);

    public Task<IActionResult> OnPostResecureAsync(Guid id, long version, long seen, CancellationToken ct) =>
        ChangeAsync(id, version, seen, AccountChange.Resecure, ct);

    public Task<IActionResult> OnPostMobileAsync(Guid id, long version, long seen, CancellationToken ct) =>
        DoAsync(id, () => desk.Move.AskAsync(Actor, id, version, seen, Mobile, MobileReason, ct), ct);

    private Task<IActionResult> ChangeAsync(
        Guid id,
        long version,
        long seen,
        AccountChange change,
        CancellationToken ct
    ) =>
        DoAsync(
            id,
            async () =>
            {
                var outcome = await desk.Change.RunAsync(Actor, id, version, seen, change, Why, ct);
                return !outcome.IsDone(out _, out var no) && no.Field == "Reason" ? no with { Field = "Why" } : outcome;
            },
            ct
        );

    private async Task<Outcome<string>> LettersAsync(Guid id, IReadOnlyList<string> typed, CancellationToken ct)
    {
        if (!(await desk.Know.ByLettersAsync(Actor, id, typed, ct)).IsDone(out var answer, out var refusal))
        {
            return refusal;
        }

        return answer.Verdict switch
        {
            SecretVerdict.Passed => "Passed: you may change this account now, in this case.",
            SecretVerdict.Failed => new Refusal("Not passed. Ask for the same places again."),
            SecretVerdict.TryLater => new Refusal("Not looked at: too many answers were wrong. Nobody may try now."),
            _ => new Refusal("This person has nothing that could be asked for."),
        };
    }

    private async Task<IActionResult> DoAsync(Guid id, Func<Task<Outcome<string>>> act, CancellationToken ct)
    {
        if ((await act()).IsDone(out var said, out var refusal))
        {
            Said = said;
            return Redirect($"/helpdesk/cases/{id}");
        }

        Blame(refusal);
        Of = await desk.Files.FindAsync(Actor, id, ct) ?? Of;
        // The page shows the case as it stands now, and what was typed.
        ModelState.Remove("version");
        ModelState.Remove("seen");
        return Page();
    }
}
