using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Eligibility;
using CareMail.Hosting;
using CareMail.Identity.Doors;
using CareMail.Joining.Deciding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining.Pages.Casework;

/// <summary>One line of what the rule says.</summary>
internal sealed record RuleLine(bool IsGood, string Says, string? Identifier);

/// <summary>Which of those that wait this one is.</summary>
internal sealed record QueuePosition(int Number, int Count, Guid? Before, Guid? After);

/// <summary>What a caseworker can call for.</summary>
internal sealed record DeskServices(
    Applications Applications,
    ApplicationFiles Files,
    WorkQueue Queue,
    ApproveApplication Approve,
    AnswerApplicant Answer,
    RingHome Ring,
    ResendWelcome Resend,
    JoiningLimits Limits,
    CareMailSettings Settings,
    TimeProvider Time
);

/// <summary>One application: everything that speaks for and against it, and what can be done.</summary>
[Allows(Act.SeeApplications)]
internal sealed class FilePageModel(DeskServices desk) : PageModel
{
    [BindProperty]
    public string? Words { get; set; }

    [TempData]
    public string? Said { get; set; }

    public ApplicationFile Dossier { get; private set; } = null!;

    public QueuePosition? Position { get; private set; }

    /// <summary>The caseworker pressed Reject, and is asked once more.</summary>
    public bool Rejecting { get; private set; }

    public DateTimeOffset Now => desk.Time.GetUtcNow();

    public bool MayDecide => Permissions.May(HttpContext.Actor(), Act.DecideApplications, default);

    public bool MayReplay => Permissions.May(HttpContext.Actor(), Act.ReplayEligibility, default);

    public bool NeedsProof => !Dossier.Application.IsProved;

    public string Clock =>
        Dossier.Application.Waiting is { } since
            ? $"Waiting {JoiningTime.Length(Now - since)} of {JoiningTime.Length(desk.Limits.AnswerWithin)}"
            : ApplicationWords.State(Dossier.Application.State);

    public string ClockKind =>
        Dossier.Application.Waiting is { } since ? QueueModel.KindOf(Now - since, desk.Limits) : "own";

    public string AlsoMakes
    {
        get
        {
            var linked = Dossier.People.Where(p => p.Account is not null).Select(p => p.Person.Name).ToList();
            var address = Dossier.Home.SiteCode is { } code
                ? $"{AddressRules.ForSite(code)}@{desk.Settings.Domain}"
                : "the home’s mailbox";
            return $"Approval also makes {address}{(linked.Count == 0 ? "" : " and links " + string.Join(", ", linked))}.";
        }
    }

    public IReadOnlyList<RuleLine> Rule =>
        [
            .. Cover(),
            .. Dossier.Home.Decision.Reasons.Select(finding => new RuleLine(
                finding.Reason.KindWhenRefused() is ReasonKind.Route,
                finding.Sentence,
                finding.Reason.Spell()
            )),
            .. Dossier.Home.Decision.Notices.Select(n => new RuleLine(false, n.Sentence, n.Notice.Spell())),
            .. Dossier.Application.Declared
                ?
                [
                    new RuleLine(
                        true,
                        "The applicant declares that the headquarters’ publication names this home.",
                        null
                    ),
                ]
                : Array.Empty<RuleLine>(),
            new RuleLine(
                Dossier.Application.IsProved,
                "Proved: " + ApplicationWords.Proof(Dossier.Application.Proof) + ".",
                null
            ),
        ];

    public string Handler(string name) => $"/helpdesk/applications/{Dossier.Application.Id}?handler={name}";

    public Guid? LinkOf(Guid personId) =>
        HttpContext.Request.HasFormContentType && Guid.TryParse(Request.Form[$"link-{personId}"], out var id)
            ? id
            : null;

    /// <summary>Approved, not taken up yet, and the contact is still kept.</summary>
    public bool MayResend(PersonOnFile on) =>
        Dossier.Application.State is ApplicationState.Approved && on.Person.Content?.Email is not null && MayDecide;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostApproveAsync(Guid id, long version, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        var links = Dossier
            .People.Select(p => (p.Person.Id, Link: LinkOf(p.Person.Id)))
            .Where(p => p.Link is not null)
            .ToDictionary(p => p.Id, p => p.Link!.Value);
        var outcome = await desk.Approve.RunAsync(
            HttpContext.Actor(),
            new Approval(id, version, Words) { Links = links },
            ct
        );
        if (!outcome.IsDone(out var joined, out var refusal))
        {
            return await AgainAsync(id, refusal, ct);
        }

        Said =
            $"{joined.Organisation.Name} is in: {joined.NewAccounts} new accounts, {joined.Linked} linked, mailbox {joined.Mailbox.Address}.";
        return Redirect("/helpdesk/applications");
    }

    public Task<IActionResult> OnPostAskAsync(Guid id, long version, CancellationToken ct) =>
        ActAsync(
            id,
            "The applicant is asked.",
            () => desk.Answer.AskAsync(HttpContext.Actor(), id, version, Words, ct),
            ct
        );

    public async Task<IActionResult> OnPostRejectAsync(Guid id, long version, string? sure, CancellationToken ct)
    {
        if (sure != "yes" && !string.IsNullOrWhiteSpace(Words))
        {
            Rejecting = true;
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        return await ActAsync(
            id,
            "Rejected: the applicant is told why.",
            () => desk.Answer.RejectAsync(HttpContext.Actor(), id, version, Words, ct),
            ct
        );
    }

    public Task<IActionResult> OnPostToldAsync(Guid id, long version, CancellationToken ct) =>
        ActAsync(
            id,
            "Written down: the contact was told.",
            () => desk.Ring.ToldAsync(HttpContext.Actor(), id, version, ct),
            ct
        );

    public Task<IActionResult> OnPostProvedAsync(Guid id, long version, CancellationToken ct) =>
        ActAsync(
            id,
            "Written down: it is the home.",
            () => desk.Ring.ProvedAsync(HttpContext.Actor(), id, version, Words, ct),
            ct
        );

    public async Task<IActionResult> OnPostResendAsync(Guid id, Guid person, CancellationToken ct)
    {
        var outcome = await desk.Resend.RunAsync(HttpContext.Actor(), id, person, ct);
        if (!outcome.IsDone(out var account, out var refusal))
        {
            return await AgainAsync(id, refusal, ct);
        }

        Said = $"Sent again to {account.DisplayName}.";
        return Redirect($"/helpdesk/applications/{id}");
    }

    private async Task<IActionResult> ActAsync(
        Guid id,
        string said,
        Func<Task<Outcome<Application>>> act,
        CancellationToken ct
    )
    {
        if (!(await act()).IsDone(out _, out var refusal))
        {
            return await AgainAsync(id, refusal, ct);
        }

        Said = said;
        return Redirect($"/helpdesk/applications/{id}");
    }

    /// <summary>As it stands now, with what was typed.</summary>
    private async Task<IActionResult> AgainAsync(Guid id, Refusal refusal, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        // A draft is its applicant's alone.
        if (await desk.Applications.FindAsync(id, ct) is not { } application || application.Submitted is null)
        {
            return false;
        }

        Dossier = await desk.Files.OpenAsync(application, ct: ct);
        var open = (await desk.Queue.ReadAsync(ct)).Applications.ToList();
        var at = open.FindIndex(other => other.Id == id);
        Position =
            at < 0
                ? null
                : new QueuePosition(
                    at + 1,
                    open.Count,
                    at > 0 ? open[at - 1].Id : null,
                    at + 1 < open.Count ? open[at + 1].Id : null
                );
        return true;
    }

    private IEnumerable<RuleLine> Cover()
    {
        var decision = Dossier.Home.Decision;
        yield return new RuleLine(
            decision.Eligible,
            decision.State switch
            {
                EligibilityState.MayApply => "By the rule it may apply.",
                EligibilityState.MayApplyProvisional =>
                    "By the rule it may apply provisionally: ODS does not show it yet.",
                EligibilityState.ManualReview => "The rule leaves it to you.",
                _ => "By the rule it may not apply today.",
            },
            decision.State.Spell()
        );
        if (decision.CoveredBy is not ToolkitCover.None)
        {
            yield return new RuleLine(
                decision.CoveredBy is not ToolkitCover.Waiver,
                decision.CoveredBy switch
                {
                    ToolkitCover.Own => "Covered by its own DSPT.",
                    ToolkitCover.Headquarters => "Covered by its headquarters’ DSPT.",
                    _ => "Covered by the waiver: the DSPT is chased afterwards.",
                },
                null
            );
        }
    }
}
