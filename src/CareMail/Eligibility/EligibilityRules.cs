using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>
/// Who may apply, by which route, on which day: the steps in their order. A step that ends the decision ends it with its
/// own reasons. Pure: a function of the registers, the policy of the day and the question.
/// </summary>
public static class EligibilityRules
{
    public static EligibilityDecision Decide(RegisterRecords records, Policy policy, EligibilityQuestion question)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(question);
        return Decide(new Inquiry(records, policy, question.Day), question);
    }

    /// <summary>The same for one of many questions about a day: the inquiry remembers groups it has counted.</summary>
    internal static EligibilityDecision Decide(Inquiry inquiry, EligibilityQuestion question)
    {
        inquiry.StartAfresh();
        var answer = question.ByLocation ? AskedByLocation(inquiry, question) : AskedByCode(inquiry, question);
        return answer.For(question, inquiry);
    }

    private static Answer AskedByCode(Inquiry inquiry, EligibilityQuestion question)
    {
        var records = inquiry.Records;
        if (question.Code is not { } code)
        {
            return Answer.No(Say.CodeInvalid());
        }

        if (records.IsDiscredited(code))
        {
            return Conflict(inquiry, code);
        }

        if (records.Site(code) is { } site)
        {
            return SiteRules.Decide(inquiry, site, named: null);
        }

        if (records.Headquarters(code) is { } headquarters)
        {
            return HeadquartersRules.Decide(inquiry, headquarters);
        }

        if (records.LocationsWithCode(code).ToList() is { Count: > 0 } carrying)
        {
            return CqcRules.Choose(carrying, inquiry.Day) is { Location: { } location }
                ? LocationRules.Decide(inquiry, location)
                : Ambiguous(inquiry, carrying);
        }

        if (records.Dspt(code).ToList() is { Count: > 0 } rows)
        {
            return SectorRules.Decide(inquiry, code, rows);
        }

        return inquiry.IsSucceeded(code)
            ? Answer.No(Say.OdsClosed(null), OpeningRules.Successor(inquiry, code))
            : Answer.No(Say.CodeUnknown());
    }

    private static Answer AskedByLocation(Inquiry inquiry, EligibilityQuestion question)
    {
        var records = inquiry.Records;
        if (question.LocationId is not { } id)
        {
            return Answer.No(Say.LocationIdInvalid());
        }

        if (records.Location(id) is not { } location)
        {
            return Answer.No(records.LocationsOfProvider(id).Any() ? Say.UseLocationId() : Say.LocationUnknown());
        }

        if (location.OdsCode is { } code)
        {
            if (records.IsDiscredited(code))
            {
                return Conflict(inquiry, code);
            }

            if (records.Site(code) is { } site)
            {
                return SiteRules.Decide(inquiry, site, location);
            }
        }

        return CqcRules.NamesNoSite(records, location)
            ? ByPlace(inquiry, location)
            : LocationRules.Decide(inquiry, location);
    }

    /// <summary>A location that names no site: perhaps the site with its name and postcode that nobody names.</summary>
    private static Answer ByPlace(Inquiry inquiry, CqcLocation location)
    {
        var here =
            inquiry.Policy.LinksByPlace && location.Entry is not null
                ? inquiry
                    .Records.SitesAt(location.Postcode, location.Name)
                    .Where(site => site.IsOpen(inquiry.Day) && !inquiry.Records.LocationsWithCode(site.Code).Any())
                    .ToList()
                : [];
        return here switch
        {
            [] => LocationRules.Decide(inquiry, location),
            [var site] => SiteRules.Decide(inquiry, site, location),
            _ => Ambiguous(inquiry, [location]),
        };
    }

    private static Answer Conflict(Inquiry inquiry, string code)
    {
        foreach (var row in inquiry.Records.OdsRows(code))
        {
            inquiry.Evidence.Ods(row);
        }

        return Answer.No(Say.RegisterConflict());
    }

    private static Answer Ambiguous(Inquiry inquiry, IReadOnlyCollection<CqcLocation> locations)
    {
        foreach (var location in locations)
        {
            inquiry.Evidence.Location(location);
        }

        return Answer.No(Say.CqcLinkAmbiguous());
    }
}
