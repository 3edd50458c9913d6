namespace CareMail.Eligibility;

/// <summary>A decision in the making: what a step ended with.</summary>
internal sealed record Answer
{
    public IReadOnlyList<JoiningRoute> Routes { get; init; } = [];
    public IReadOnlyList<Finding> Reasons { get; init; } = [];
    public Coverage? Coverage { get; init; }
    public string? Name { get; init; }
    public string? SiteCode { get; init; }
    public string? LocationId { get; init; }
    public string? HeadquartersCode { get; init; }

    public static Answer No(params IReadOnlyList<Finding> reasons) => new() { Reasons = reasons };

    public static Answer Yes(Coverage coverage, IReadOnlyList<JoiningRoute> routes, IReadOnlyList<Finding> reasons) =>
        new()
        {
            Coverage = coverage,
            Routes = routes,
            Reasons = reasons,
        };

    public EligibilityDecision For(EligibilityQuestion question, Inquiry inquiry)
    {
        var reasons = Reasons.DistinctBy(finding => finding.Reason).ToList();
        return new()
        {
            Question = question,
            State = StateOf(reasons),
            Routes = [.. Routes.Distinct()],
            Reasons = reasons,
            CoveredBy = Routes.Count > 0 && Coverage is not null ? Coverage.By : ToolkitCover.None,
            Notices = Routes.Count > 0 && Coverage is not null ? NoticeRules.Of(inquiry, Coverage) : [],
            Evidence = inquiry.Evidence.Facts,
            Name = Name,
            SiteCode = SiteCode,
            LocationId = LocationId,
            HeadquartersCode = HeadquartersCode,
        };
    }

    private EligibilityState StateOf(List<Finding> reasons) =>
        Routes.Count > 0
            ? reasons.Exists(r => r.Reason == Reason.ProvisionalOdsMissing)
                ? EligibilityState.MayApplyProvisional
                : EligibilityState.MayApply
            : reasons.Exists(r => r.Reason.KindWhenRefused() == ReasonKind.Review)
                ? EligibilityState.ManualReview
                : EligibilityState.MayNotApply;
}
