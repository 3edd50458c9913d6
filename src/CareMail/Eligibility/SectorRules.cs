using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>A code that only the toolkit's list knows: its sector says what it is. Pure.</summary>
internal static class SectorRules
{
    public static Answer Decide(Inquiry inquiry, string code, IReadOnlyCollection<DsptRow> rows)
    {
        // That a code is on the list has no day; what it published has. So a row to come still says what the code is.
        var latest = rows.OrderByDescending(row => row.Published <= inquiry.Day)
            .ThenByDescending(row => row.Published)
            .ThenBy(row => row.Sector, StringComparer.Ordinal)
            .First();
        return Answered(inquiry, code, latest) with { Name = latest.Name };
    }

    private static Answer Answered(Inquiry inquiry, string code, DsptRow latest)
    {
        var policy = inquiry.Policy;
        if (Among(policy.CareSectors, latest))
        {
            inquiry.Evidence.Sector(latest);
            return Answer.No(
                Say.UseSiteCode([.. inquiry.Records.SitesNamed(latest.Name).Where(s => s.IsOpen(inquiry.Day))])
            );
        }

        if (Among(policy.OtherSectors, latest))
        {
            inquiry.Evidence.Sector(latest);
            return Answer.No(Say.OtherSector(latest.Sector));
        }

        if (!Among(policy.ThirdPartySectors, latest))
        {
            inquiry.Evidence.Sector(latest);
            return Answer.No(Say.SectorUnrecognised());
        }

        return ThirdParty(inquiry, code);
    }

    private static Answer ThirdParty(Inquiry inquiry, string code)
    {
        const JoiningRoute Route = JoiningRoute.ThirdParty;
        var coverage = CoverRules.OfItself(inquiry, code, Route, inquiry.Policy.ThirdPartyNeedsPublication);
        IReadOnlyList<Finding> reasons = [.. coverage.Findings, Say.NonCqcThirdParty()];
        return coverage.Findings.Any(finding => finding.Reason != Reason.DsptWaived)
            ? Answer.No(reasons)
            : Answer.Yes(coverage, [Route], reasons);
    }

    private static bool Among(IReadOnlyList<string> sectors, DsptRow row) =>
        sectors.Contains(row.Sector.Trim(), StringComparer.OrdinalIgnoreCase);
}
