using CareMail.Eligibility;
using CareMail.Joining.Pages.Apply;

namespace CareMail.Joining.Pages;

/// <summary>How a decision is said to an applicant and to a caseworker: what stands in the way first.</summary>
internal static class DecisionWords
{
    /// <summary>The headline's second half, for the reason that weighs most.</summary>
    public static string Because(EligibilityDecision decision)
    {
        var first = decision.Reasons.FirstOrDefault(r => r.Reason.KindWhenRefused() is ReasonKind.Stop)?.Reason;
        var because = first switch
        {
            Reason.DsptExpired => "its data security toolkit has run out",
            Reason.DsptNotPublished => "no data security toolkit is published for it",
            Reason.DsptBelowThreshold => "its data security toolkit is not high enough",
            Reason.OdsClosed => "the national register shows it as closed",
            Reason.OdsNotYetOpen => "it is not open yet",
            Reason.CqcDeregistered => "CQC shows it as no longer registered",
            Reason.CqcNotYetRegistered => "CQC has not registered it yet",
            Reason.NotInEngland => "it is not in England",
            Reason.OtherSector => "it is not an adult social care service",
            Reason.UseSiteCode => "this is a headquarters, and each home applies for itself",
            Reason.UseLocationId => "this is a provider, and each home applies for itself",
            _ => null,
        };
        return because is null ? "" : $", because {because}";
    }

    public static bool Stops(EligibilityDecision decision, Finding finding) =>
        !decision.Eligible && finding.Reason.KindWhenRefused() is ReasonKind.Stop or ReasonKind.Review;

    public static IEnumerable<HomeCheck> ChecksOf(EligibilityDecision decision)
    {
        foreach (var finding in decision.Reasons.OrderBy(r => Stops(decision, r) ? 0 : 1))
        {
            yield return Stops(decision, finding)
                ? new HomeCheck(" cm-bullet--warn", "bang", finding.Sentence, finding.Change)
                : new HomeCheck(" cm-bullet--wait", "note", finding.Sentence, finding.Change);
        }

        foreach (var fact in decision.Evidence.Where(e => e.Register is "ods_site" or "ods_hq" or "cqc" or "dspt"))
        {
            // What was read is no merit where the answer is no.
            yield return decision.Eligible
                ? new HomeCheck("", "check", $"{RegisterName(fact.Register)}: {fact.Id}", fact.Says)
                : new HomeCheck(" cm-bullet--wait", "note", $"{RegisterName(fact.Register)}: {fact.Id}", fact.Says);
        }
    }

    public static string RegisterName(string register) =>
        register switch
        {
            "ods_site" => "The national register, ODS",
            "ods_hq" => "Its headquarters in ODS",
            "succession" => "Successions in ODS",
            "cqc" => "The Care Quality Commission, CQC",
            "dspt" => "The data security toolkit, DSPT",
            _ => "The policy",
        };
}
