using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>A headquarters' code: the level at which self-management is applied for. Its own country does not matter. Pure.</summary>
internal static class HeadquartersRules
{
    public static Answer Decide(Inquiry inquiry, OdsRow headquarters)
    {
        inquiry.Evidence.Headquarters(headquarters);
        return Answered(inquiry, headquarters) with { Name = headquarters.Name, HeadquartersCode = headquarters.Code };
    }

    private static Answer Answered(Inquiry inquiry, OdsRow headquarters)
    {
        if (OpeningRules.Of(inquiry, headquarters) is { Count: > 0 } opening)
        {
            return Answer.No(opening);
        }

        var group = inquiry.GroupOf(headquarters);
        inquiry.Evidence.Group(group);
        if (group.Counted.Count == 0)
        {
            return Answer.No(Abroad(inquiry, headquarters));
        }

        if (group.Counted.Count < inquiry.Policy.SmallestGroup)
        {
            return Answer.No(Say.UseSiteCode(group.Counted));
        }

        var hospices = GroupRules.AllHospices(inquiry, group);
        var route = hospices ? JoiningRoute.HospiceQuery : JoiningRoute.SelfManaged;
        var coverage = CoverRules.OfItself(
            inquiry,
            headquarters.Code,
            route,
            inquiry.Policy.SelfManagementNeedsPublication
        );
        if (coverage.Findings.Any(finding => finding.Reason != Reason.DsptWaived))
        {
            return Answer.No(coverage.Findings);
        }

        IReadOnlyList<Finding> explained = hospices ? [Say.HospiceQueryOnly()] : RouteRules.OfGroup(group);
        return Answer.Yes(coverage, [route], [.. coverage.Findings, .. explained]);
    }

    private static IReadOnlyList<Finding> Abroad(Inquiry inquiry, OdsRow headquarters)
    {
        var countries = GroupRules
            .SitesOn(inquiry, headquarters.Code)
            .Where(site => site.IsOpen(inquiry.Day) && site.Country is not (null or OdsCountry.England))
            .Select(site => site.Country)
            .ToList();
        return countries.Count == 0 ? [Say.HqWithoutSites()]
            : countries.Contains(OdsCountry.Scotland)
                ? [Say.NotInEngland(OdsCountry.Scotland), Say.ScotlandSeparateProcess()]
            : [Say.NotInEngland(countries[0])];
    }
}
