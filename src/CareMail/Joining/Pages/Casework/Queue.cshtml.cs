using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Joining.Deciding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining.Pages.Casework;

/// <summary>/helpdesk/applications: the caseworkers' morning.</summary>
[Allows(Act.SeeApplications)]
internal sealed class QueueModel(WorkQueue queue, JoiningLimits limits, TimeProvider time) : PageModel
{
    [TempData]
    public string? Said { get; set; }

    public Waiting Waiting { get; private set; } = null!;

    public DateTimeOffset Now => time.GetUtcNow();

    public int Late => Waiting.Applications.Count(application => Waited(application) > limits.AnswerWithin);

    public IEnumerable<(string Id, string Heading, IReadOnlyList<Application> Some, string Says)> Others =>
        new[]
        {
            ("asked", "With the applicant", Waiting.AskedBack, "Sent in"),
            ("provisional", "Waiting for ODS", Waiting.Provisional, "Sent in"),
            ("settled", "Settled lately", Waiting.Settled, "What became of it"),
        }.Where(list => list.Item3.Count > 0);

    public async Task OnGetAsync(CancellationToken ct) => Waiting = await queue.ReadAsync(ct);

    public async Task<IActionResult> OnPostSawAsync(Guid id, CancellationToken ct)
    {
        if (!(await queue.SawAlarmAsync(HttpContext.Actor(), id, ct)).IsDone(out _, out _))
        {
            return Forbid();
        }

        return Redirect("/helpdesk/applications");
    }

    public static string RouteOf(Application application) =>
        application.Route is ApplicationRoute.FastTrack ? "Fast track" : "National";

    public static string ProofOf(Application application) =>
        application.Proof switch
        {
            Proof.ContactId => "Contact ID",
            Proof.CodeByText => "Code by text",
            Proof.CodeByVoice => "Code by telephone",
            _ => "By a caseworker",
        };

    public string Clock(Application application) => JoiningTime.Length(Waited(application));

    public string ClockKind(Application application) => KindOf(Waited(application), limits);

    internal static string KindOf(TimeSpan waited, JoiningLimits limits) =>
        waited > limits.AnswerWithin ? "bad"
        : waited > limits.AnswerWithin / 4 ? "warn"
        : "good";

    private TimeSpan Waited(Application application) => Now - (application.Waiting ?? Now);
}
