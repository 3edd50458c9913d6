using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>England only, and what counts is where care is given, not where the company sits. Pure.</summary>
internal static class CountryRules
{
    /// <param name="knownToCqc">A location is registered on the day, or it is not clear which: CQC registers England only.</param>
    public static IReadOnlyList<Finding> Of(OdsRow site, bool knownToCqc) =>
        (site.Country, knownToCqc) switch
        {
            (OdsCountry.England, _) or (null, true) => [],
            (null, false) => [Say.CountryUnknown()],
            (_, true) => [Say.CountryConflict(site.Country)],
            (OdsCountry.Scotland, false) => [Say.NotInEngland(site.Country), Say.ScotlandSeparateProcess()],
            (_, false) => [Say.NotInEngland(site.Country)],
        };
}
