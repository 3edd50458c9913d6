using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>
/// The second task: the use policy, a part on each page, accepted on the last. A later part is not shown before the
/// earlier ones were passed, with scripts or without.
/// </summary>
[Allows(Act.SignIn)]
internal sealed class PolicyModel(Arrivals arrivals, AcceptUsePolicy accept, UsePolicies policies, TimeProvider time)
    : TaskPage(arrivals)
{
    private readonly Arrivals _arrivals = arrivals;
    private UsePolicy? _policy;

    [BindProperty(Name = "part", SupportsGet = true)]
    public int Part { get; set; } = 1;

    [BindProperty]
    public bool Accept { get; set; }

    public int Version => InForce.Version;

    public int Parts => InForce.Parts.Count;

    public bool IsLast => Part == Parts;

    public PolicyPart Section => InForce.Parts[Part - 1];

    public string? AcceptError =>
        ModelState.TryGetValue(nameof(Accept), out var state) ? state.Errors.FirstOrDefault()?.ErrorMessage : null;

    protected override DueTask? Mine => DueTask.AcceptPolicy;

    private UsePolicy InForce => _policy ??= policies.InForce(time.GetUtcNow());

    private int Furthest => Math.Min(Arrival.PolicyRead + 1, Parts);

    public IActionResult OnGet() => Part < 1 || Part > Furthest ? Redirect(Here(Furthest)) : Page();

    public async Task<IActionResult> OnPostAsync(int version, CancellationToken ct)
    {
        if (Part < 1 || Part > Furthest)
        {
            return Redirect(Here(Furthest));
        }

        if (!IsLast)
        {
            await _arrivals.HasReadAsync(HttpContext, Arrival, Part);
            return Redirect(Here(Part + 1));
        }

        if (!Accept)
        {
            return Refused(new Refusal("Tick the box if you will keep to the policy", nameof(Accept)));
        }

        var outcome = await accept.RunAsync(Actor, version, ct);
        return outcome.IsDone(out _, out var no) ? await GoOnAsync() : Refused(no);
    }

    private static string Here(int part) => FormattableString.Invariant($"{PathOf(DueTask.AcceptPolicy)}?part={part}");
}
