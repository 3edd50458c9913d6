using System.Globalization;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using CareMail.Organisations;
using CareMail.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Campaigns.Pages;

internal sealed record StageLine(CampaignStage Stage, DateOnly? Day, string? Css);

internal sealed record ExemptionLine(Exemption Exemption, string Who);

/// <summary>What the page of a campaign calls for.</summary>
internal sealed record CampaignServices(
    CampaignTable Table,
    CampaignProgress Progress,
    ChangeCampaigns Change,
    TaskCensus Census,
    AccountRecords Accounts,
    OrganisationTable Organisations,
    TimeProvider Time
);

/// <summary>One campaign: its stages, its progress, its exemptions. An administrator sees their own organisations.</summary>
[Allows(Act.SeeCampaigns)]
internal sealed class OneCampaignModel(CampaignServices services) : PageModel
{
    private const int CourseShown = 180;
    private const int NamesShown = 100;
    private const int Left0 = 40;
    private const int Width = 550;
    private const int Bottom = 150;
    private const int Height = 140;

    [BindProperty]
    public string? StageName { get; set; }

    [BindProperty]
    public string? Day { get; set; }

    [BindProperty]
    public string? Ods { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Who { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? ExemptReason { get; set; }

    [TempData]
    public string? Said { get; set; }

    public Campaign Campaign { get; private set; } = null!;

    public CampaignStage? Stage { get; private set; }

    public Progress Now { get; private set; } = null!;

    public long Letters { get; private set; }

    public IReadOnlyList<Progress> Course { get; private set; } = [];

    public IReadOnlyList<OrganisationProgress> Organisations { get; private set; } = [];

    public IReadOnlyList<LackingPerson> Left { get; private set; } = [];

    public IReadOnlyList<StageLine> Track { get; private set; } = [];

    public IReadOnlyList<string> Overrides { get; private set; } = [];

    public IReadOnlyList<ExemptionLine> Exemptions { get; private set; } = [];

    public bool MayChange => Permissions.May(HttpContext.Actor(), Act.ChangeCampaigns, new Target());

    public string Audience =>
        (Campaign.Roles.Count, Campaign.Organisations.Count) switch
        {
            (0, 0) => "everybody",
            (0, var some) => some == 1 ? "one organisation" : $"{some} organisations",
            (_, 0) => string.Join(", ", Campaign.Roles.Select(r => r.Spell())),
            (_, var some) => $"{string.Join(", ", Campaign.Roles.Select(r => r.Spell()))} of {some} organisations",
        };

    public string FirstDay => BritishDay.Spell(Course[0].Day);

    public string ChartWords => $"From {Course[0].Percent}% on {FirstDay} to {Course[^1].Percent}% today.";

    public string Points => string.Join(' ', Course.Select((p, at) => $"{X(at)},{Y(p)}"));

    public string LastX => X(Course.Count - 1);

    public string LastY => Y(Course[^1]);

    public string Handler(string name) => $"/campaigns/{Campaign.Key}?handler={name}";

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (!await LoadAsync((string)context.RouteData.Values["key"]!))
        {
            context.Result = NotFound();
            return;
        }

        // Administrators look; the service decides.
        if (!HttpMethods.IsGet(Request.Method) && !MayChange)
        {
            context.Result = Forbid();
            return;
        }

        await next();
    }

    public void OnGet() { }

    public Task<IActionResult> OnPostDayAsync(string key, CancellationToken ct)
    {
        if (
            !Enum.TryParse<CampaignStage>(StageName, out var stage)
            || CampaignWords.Stages.All(s => s.Value != StageName)
        )
        {
            return RefuseAsync(new Refusal("Choose a stage", nameof(StageName)));
        }

        DateOnly? day = null;
        if (!string.IsNullOrWhiteSpace(Day) && (day = DayOf(Day)) is null)
        {
            return RefuseAsync(new Refusal("Write the day like 2027-03-01", nameof(Day)));
        }

        return DoAsync(
            "The day is kept.",
            async () => Plain(await services.Change.SetDayAsync(HttpContext.Actor(), key, Ods, stage, day, Reason, ct)),
            ct
        );
    }

    public Task<IActionResult> OnPostExemptAsync(string key, CancellationToken ct) =>
        DoAsync(
            "The exemption is kept.",
            async () =>
            {
                var outcome = await services.Change.ExemptAsync(
                    HttpContext.Actor(),
                    key,
                    Who,
                    DayOf(Until ?? ""),
                    ExemptReason,
                    ct
                );
                return Plain(outcome) is { Field: "Reason" } refusal
                    ? refusal with
                    {
                        Field = nameof(ExemptReason),
                    }
                    : Plain(outcome);
            },
            ct
        );

    public Task<IActionResult> OnPostEndAsync(string key, Guid exemption, CancellationToken ct) =>
        DoAsync(
            "The exemption has ended.",
            async () =>
                Plain(
                    await services.Change.EndExemptionAsync(
                        HttpContext.Actor(),
                        key,
                        exemption,
                        "ended on the page of the campaign",
                        ct
                    )
                ),
            ct
        );

    private static Refusal? Plain<T>(Outcome<T> outcome)
        where T : class => outcome.IsDone(out _, out var refusal) ? null : refusal;

    private static DateOnly? DayOf(string typed) =>
        DateOnly.TryParseExact(
            typed.Trim(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    private async Task<IActionResult> DoAsync(string done, Func<Task<Refusal?>> act, CancellationToken ct)
    {
        if (await act() is { } refusal)
        {
            return await RefuseAsync(refusal);
        }

        Said = done;
        return Redirect($"/campaigns/{Campaign.Key}");
    }

    private Task<IActionResult> RefuseAsync(Refusal refusal)
    {
        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Task.FromResult<IActionResult>(Page());
    }

    private async Task<bool> LoadAsync(string key)
    {
        var ct = HttpContext.RequestAborted;
        var set = await services.Table.AllAsync(ct);
        if (set.Find(key) is not { } campaign)
        {
            return false;
        }

        var actor = HttpContext.Actor();
        var today = BritishDay.Today(services.Time);
        Campaign = campaign;
        Organisations = await services.Progress.ByOrganisationAsync(actor, campaign, set, ct);
        Now = new Progress(today, Organisations.Sum(o => o.People), Organisations.Sum(o => o.Lacking));
        Letters = await services.Table.LettersAsync(key, ct);
        var seesAll = Permissions.May(actor, Act.SeeCampaigns, new Target());
        // The course is kept for the whole service only.
        var course = seesAll ? await services.Table.ProgressAsync(key, CourseShown, ct) : [];
        Course = [.. course.Where(p => p.Day < today), Now];
        var days = CampaignRules.DaysFor(key, null, set.Days);
        Stage = CampaignRules.StageOn(days, today);
        Track = [.. Enum.GetValues<CampaignStage>().Select(stage => LineOf(stage, days, today))];
        await NameAsync(set, seesAll, today, ct);
        return true;
    }

    private async Task NameAsync(CampaignSet set, bool seesAll, DateOnly today, CancellationToken ct)
    {
        var mine = Organisations.ToDictionary(o => o.Organisation.Id, o => o.Organisation);
        Overrides =
        [
            .. set
                .Days.Where(d => d.Campaign == Campaign.Key && d.OrganisationId is { } id && mine.ContainsKey(id))
                .Select(d =>
                    $"{mine[d.OrganisationId!.Value].Name}: {CampaignWords.Stage(d.Stage)} from {BritishDay.Spell(d.From)}"
                ),
        ];
        List<ExemptionLine> exempt = [];
        foreach (var exemption in set.Exemptions.Where(e => e.Campaign == Campaign.Key && e.Until >= today))
        {
            var person = exemption.AccountId is { } account ? await services.Accounts.FindAsync(account, ct) : null;
            var home = person?.OrganisationId ?? exemption.OrganisationId;
            if (home is { } id && mine.TryGetValue(id, out var organisation))
            {
                exempt.Add(new ExemptionLine(exemption, person?.DisplayName ?? organisation.Place));
            }
        }

        Exemptions = exempt;
        // Names are for those who know the people: an administrator of the organisation.
        Left = seesAll ? [] : await services.Census.LackingOfAsync(Campaign.Asks, [.. mine.Keys], NamesShown, ct);
    }

    private static StageLine LineOf(
        CampaignStage stage,
        IReadOnlyDictionary<CampaignStage, DateOnly> days,
        DateOnly today
    )
    {
        DateOnly? day = days.TryGetValue(stage, out var from) ? from : null;
        return new StageLine(
            stage,
            day,
            CampaignRules.StageOn(days, today) == stage ? "cm-time--now"
                : day <= today ? null
                : "cm-time--ahead"
        );
    }

    private string X(int at) =>
        (Course.Count == 1 ? Left0 : Left0 + (Width * at / (Course.Count - 1))).ToString(CultureInfo.InvariantCulture);

    private static string Y(Progress progress) =>
        (Bottom - (Height * progress.Percent / 100)).ToString(CultureInfo.InvariantCulture);
}
