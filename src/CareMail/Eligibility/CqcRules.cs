using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>The CQC location of a site, if there is one and it is certain.</summary>
/// <param name="ByPlace">Found by postcode and name: a person confirms it.</param>
internal sealed record CqcLink(CqcLocation? Location, bool IsAmbiguous = false, bool ByPlace = false);

internal enum CareKind
{
    Unknown,
    SocialCare,
    Hospice,
    Other,
}

/// <summary>Which location belongs to a site, and what CQC says of it on a day. Pure.</summary>
internal static class CqcRules
{
    private static readonly CqcLink Nothing = new(null);
    private static readonly CqcLink Ambiguous = new(null, IsAmbiguous: true);

    public static CqcLink LinkOf(Inquiry inquiry, OdsRow site)
    {
        var carrying = inquiry.Records.LocationsWithCode(site.Code).ToList();
        if (carrying.Count > 0)
        {
            return Choose(carrying, inquiry.Day);
        }

        if (!inquiry.Policy.LinksByPlace)
        {
            return Nothing;
        }

        var here = inquiry
            .Records.LocationsAt(site.Postcode, site.Name)
            .Where(location => NamesNoSite(inquiry.Records, location))
            .ToList();
        return here switch
        {
            [] => Nothing,
            [var one] => new(one, ByPlace: true),
            _ => Ambiguous,
        };
    }

    /// <summary>The one registered on the day; else the last that was, else the next that will be.</summary>
    public static CqcLink Choose(IReadOnlyCollection<CqcLocation> carrying, DateOnly day) =>
        carrying.Where(location => IsRegistered(location, day)).Take(2).ToList() switch
        {
            [var one] => new(one),
            [] => new(LastOrNext(carrying, day)),
            _ => Ambiguous,
        };

    public static bool NamesNoSite(RegisterRecords records, CqcLocation location) =>
        location.OdsCode is not { } code || (records.Headquarters(code) is not null && records.Site(code) is null);

    public static bool IsRegistered(CqcLocation location, DateOnly day) =>
        !IsToCome(location, day) && !HasEnded(location, day);

    /// <summary>Why this location's registration is in the way, if it is.</summary>
    public static Finding? Standing(Inquiry inquiry, CqcLocation location) =>
        IsToCome(location, inquiry.Day) ? Say.CqcNotYetRegistered(location.Facts!.Registered!.Value)
        : HasEnded(location, inquiry.Day) ? Say.CqcDeregistered(location.Facts!.Deregistered)
        : inquiry.Policy.DormantNeedsReview && IsDormant(location, inquiry.Day)
            ? Say.CqcDormant(location.Facts!.DormantFrom)
        : null;

    public static CareKind KindOf(CqcLocation location, Policy policy)
    {
        if (location.ServiceTypes.Count == 0)
        {
            return CareKind.Unknown;
        }

        if (location.ServiceTypes.Any(type => policy.SocialCareTypes.Contains(type, StringComparer.OrdinalIgnoreCase)))
        {
            return CareKind.SocialCare;
        }

        return !location.ServiceTypes.Any(type => type.Contains("hospice", StringComparison.OrdinalIgnoreCase))
                ? CareKind.Other
            : policy.HospicesByEnquiry ? CareKind.Hospice
            : CareKind.SocialCare;
    }

    private static CqcLocation LastOrNext(IReadOnlyCollection<CqcLocation> carrying, DateOnly day)
    {
        var known = carrying.Where(location => !IsToCome(location, day)).ToList();
        return known.Count > 0
            ? known.OrderByDescending(l => l.Facts?.Registered).ThenBy(l => l.Id, StringComparer.Ordinal).First()
            : carrying.OrderBy(l => l.Facts?.Registered).ThenBy(l => l.Id, StringComparer.Ordinal).First();
    }

    private static bool IsToCome(CqcLocation location, DateOnly day) => location.Facts?.Registered > day;

    private static bool HasEnded(CqcLocation location, DateOnly day) =>
        location.Facts is { } facts
        && (
            facts.Deregistered is { } ended
                ? ended <= day
                : facts.Status.Equals("Deregistered", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsDormant(CqcLocation location, DateOnly day) =>
        location.Facts is { } facts
        && (facts.DormantFrom is { } from ? from <= day && !(facts.DormantUntil <= day) : facts.Dormant);
}
