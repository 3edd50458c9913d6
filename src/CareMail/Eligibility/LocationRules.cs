using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>A CQC location that ODS shows no care site for: it may be weeks behind. Pure.</summary>
internal static class LocationRules
{
    public static Answer Decide(Inquiry inquiry, CqcLocation location)
    {
        inquiry.Evidence.Location(location);
        return Answered(inquiry, location) with
        {
            Name = location.Name.Length > 0 ? location.Name : null,
            LocationId = location.Id,
        };
    }

    private static Answer Answered(Inquiry inquiry, CqcLocation location)
    {
        if (CqcRules.Standing(inquiry, location) is { } standing)
        {
            return Answer.No(standing);
        }

        return CqcRules.KindOf(location, inquiry.Policy) switch
        {
            CareKind.Unknown => Answer.No(Say.ServiceTypeUnknown()),
            CareKind.Other => Answer.No(Say.OtherSector(string.Join(", ", location.ServiceTypes))),
            CareKind.Hospice => Covered(inquiry, location, hospice: true),
            CareKind.SocialCare => Covered(inquiry, location, hospice: false),
        };
    }

    private static Answer Covered(Inquiry inquiry, CqcLocation location, bool hospice)
    {
        // A hospice whose code CQC knows has no place in the social care files to wait for.
        IReadOnlyList<Finding> missing = hospice && location.OdsCode is not null ? [] : [Say.ProvisionalOdsMissing()];
        if (missing.Count > 0 && !inquiry.Policy.ProvisionalAllowed)
        {
            return Answer.No(missing);
        }

        var headquarters = HeadquartersOf(inquiry, location);
        var route = hospice ? JoiningRoute.HospiceQuery : JoiningRoute.National;
        var coverage = CoverRules.Of(inquiry, location.OdsCode, headquarters, location.Facts?.Registered, route);
        if (coverage.By == ToolkitCover.None)
        {
            return Answer.No([.. coverage.Findings, .. missing]) with { HeadquartersCode = headquarters?.Code };
        }

        var (routes, explained) = hospice ? RouteRules.OfHospice() : RouteRules.OfLocation(inquiry, headquarters);
        return Answer.Yes(coverage, routes, [.. coverage.Findings, .. missing, .. explained]) with
        {
            HeadquartersCode = headquarters?.Code,
        };
    }

    /// <summary>The one headquarters open on the day that bears the provider's name.</summary>
    private static OdsRow? HeadquartersOf(Inquiry inquiry, CqcLocation location)
    {
        if (location.ProviderName.Length == 0)
        {
            return null;
        }

        var named = inquiry
            .Records.HeadquartersNamed(location.ProviderName)
            .Where(hq => hq.IsOpen(inquiry.Day))
            .Take(2)
            .ToList();
        if (named is not [var headquarters])
        {
            return null;
        }

        inquiry.Evidence.Headquarters(headquarters);
        return headquarters;
    }
}
