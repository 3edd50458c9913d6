using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>A care site of the ODS file. Pure.</summary>
internal static class SiteRules
{
    /// <param name="named">The CQC location the question named, if it did.</param>
    public static Answer Decide(Inquiry inquiry, OdsRow site, CqcLocation? named)
    {
        inquiry.Evidence.Ods(site);
        var link = CqcRules.LinkOf(inquiry, site);
        if (named is not null && !link.IsAmbiguous)
        {
            link = new(named, ByPlace: named.OdsCode != site.Code);
        }

        if (link.Location is not null)
        {
            inquiry.Evidence.Location(link.Location);
        }

        return Decide(inquiry, site, link) with
        {
            // CQC writes names as people do; ODS has capitals only.
            Name = link.Location is { Name.Length: > 0 } atCqc ? atCqc.Name : site.Name,
            SiteCode = site.Code,
            LocationId = link.Location?.Id,
        };
    }

    private static Answer Decide(Inquiry inquiry, OdsRow site, CqcLink link)
    {
        var registered = link.Location is { } found && CqcRules.IsRegistered(found, inquiry.Day);
        if (CountryRules.Of(site, registered || link.IsAmbiguous) is { Count: > 0 } country)
        {
            return Answer.No(country);
        }

        if (OpeningRules.Of(inquiry, site) is { Count: > 0 } opening)
        {
            return Answer.No(opening);
        }

        if (link.Location is not { } location)
        {
            return Answer.No(link.IsAmbiguous ? Say.CqcLinkAmbiguous() : Say.CqcRecordNotFound());
        }

        if (CqcRules.Standing(inquiry, location) is { } standing)
        {
            return Answer.No(standing);
        }

        var kind = CqcRules.KindOf(location, inquiry.Policy);
        return kind == CareKind.Other
            ? Answer.No(Say.OtherSector(string.Join(", ", location.ServiceTypes)))
            : Covered(inquiry, site, link, kind == CareKind.Hospice);
    }

    private static Answer Covered(Inquiry inquiry, OdsRow site, CqcLink link, bool hospice)
    {
        var tie = CoverRules.TieOf(inquiry, site, link.Location);
        List<Finding> advice = [];
        if (link.ByPlace)
        {
            advice.Add(Say.CqcLinkNeedsConfirmation(link.Location!));
        }

        if (tie.Trouble is not null)
        {
            advice.Add(tie.Trouble);
        }

        var route = hospice ? JoiningRoute.HospiceQuery : JoiningRoute.National;
        var coverage = CoverRules.Of(inquiry, site.Code, tie.Sound, site.JoinedParent, route);
        if (coverage.By == ToolkitCover.None)
        {
            return Answer.No([.. coverage.Findings, .. advice]) with { HeadquartersCode = tie.Sound?.Code };
        }

        var (routes, explained) = hospice ? RouteRules.OfHospice() : RouteRules.OfSite(inquiry, tie.Sound);
        return Answer.Yes(coverage, routes, [.. coverage.Findings, .. advice, .. explained]) with
        {
            HeadquartersCode = tie.Sound?.Code,
        };
    }
}
