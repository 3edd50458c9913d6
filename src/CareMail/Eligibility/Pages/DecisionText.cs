namespace CareMail.Eligibility.Pages;

/// <summary>How a decision is said on a page: the answer first, in a person's words.</summary>
internal static class DecisionText
{
    public static string Mark(EligibilityDecision decision) =>
        decision.State switch
        {
            EligibilityState.MayApply => "Can apply",
            EligibilityState.MayApplyProvisional => "Can prepare",
            EligibilityState.ManualReview => "Needs a person",
            EligibilityState.MayNotApply => "Not yet",
        };

    public static string Headline(EligibilityDecision decision)
    {
        var who = decision.Name ?? decision.Question.Asked;
        return decision.State switch
        {
            EligibilityState.MayApply => $"{who} can apply",
            EligibilityState.MayApplyProvisional => $"{who} can prepare an application",
            EligibilityState.ManualReview => $"{who} cannot apply before a person has looked at this",
            EligibilityState.MayNotApply => $"{who} cannot apply yet",
        };
    }

    public static string Cover(EligibilityDecision decision) =>
        decision.CoveredBy switch
        {
            ToolkitCover.Own => "Its own data security toolkit (DSPT) covers it.",
            ToolkitCover.Headquarters => "Its headquarters’ data security toolkit (DSPT) covers it.",
            ToolkitCover.Waiver => "No data security toolkit (DSPT) is needed on this day.",
            ToolkitCover.None => "",
        };

    public static string Route(JoiningRoute route) =>
        route switch
        {
            JoiningRoute.National =>
                "The national route: you apply for this site, and the national service looks after your accounts.",
            JoiningRoute.SelfManaged =>
                "Self-management: your headquarters applies for the group and looks after its accounts itself.",
            JoiningRoute.ThirdParty => "The third-party route: a person decides each case.",
            JoiningRoute.HospiceQuery =>
                "An enquiry to the service desk, with the subject “Hospice NHSmail Application Query”.",
            JoiningRoute.FastTrack => "The fast track: a short form, with the data security toolkit afterwards.",
        };

    public static string Register(string register) =>
        register switch
        {
            "ods_site" => "National register of sites (ODS)",
            "ods_hq" => "National register of providers (ODS)",
            "succession" => "National register, successions (ODS)",
            "cqc" => "Care Quality Commission (CQC)",
            "dspt" => "Data security toolkit (DSPT)",
            _ => "Policy of the service",
        };

    /// <summary>What stands in the way comes first.</summary>
    public static IEnumerable<Finding> InOrder(EligibilityDecision decision) =>
        decision.Reasons.OrderBy(finding => decision.Eligible ? 0 : (int)finding.Reason.KindWhenRefused());

    public static bool IsInTheWay(EligibilityDecision decision, Finding finding) =>
        !decision.Eligible && finding.Reason.KindWhenRefused() is (ReasonKind.Stop or ReasonKind.Review);
}
