using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>The headquarters that belong together, and their sites in England that count.</summary>
internal sealed record CareGroup(IReadOnlyCollection<string> Headquarters, IReadOnlyList<OdsRow> Counted)
{
    public bool SpansSeveralHeadquarters => Counted.Select(site => site.Parent).Distinct().Skip(1).Any();
}

/// <summary>How large a group is, and whether it may run its own accounts. Pure.</summary>
internal static class GroupRules
{
    /// <summary>Codes follow legal entities, so a group holds several: they are one when CQC shows one brand for all of them.</summary>
    public static CareGroup Of(Inquiry inquiry, OdsRow headquarters)
    {
        var members =
            inquiry.Policy.GroupsByBrand && inquiry.BrandOf(headquarters.Code) is { } brand
                ? Branded(inquiry, brand)
                : [headquarters.Code];
        return new(
            members,
            [.. members.SelectMany(member => SitesOn(inquiry, member)).Where(site => Counts(inquiry, site))]
        );
    }

    /// <summary>The one brand of all locations linked by code to sites that name this headquarters, on whatever day.</summary>
    public static string? BrandOf(RegisterRecords records, string headquarters)
    {
        string? brand = null;
        foreach (var site in records.SitesOf(headquarters))
        {
            foreach (var location in records.LocationsWithCode(site.Code))
            {
                if (location.BrandId is not { } shown)
                {
                    continue;
                }

                if (brand is not null && brand != shown)
                {
                    return null;
                }

                brand = shown;
            }
        }

        return brand;
    }

    public static IEnumerable<OdsRow> SitesOn(Inquiry inquiry, string headquarters) =>
        inquiry.Records.SitesOf(headquarters).Where(site => site.ParentOn(inquiry.Day) == headquarters);

    /// <summary>Would this headquarters' own code be given self-management?</summary>
    public static bool MaySelfManage(Inquiry inquiry, OdsRow headquarters, CareGroup group) =>
        group.Counted.Count >= inquiry.Policy.SmallestGroup
        && !AllHospices(inquiry, group)
        && OwnCover(inquiry, headquarters, JoiningRoute.SelfManaged) is not ToolkitCover.None;

    public static bool AllHospices(Inquiry inquiry, CareGroup group) =>
        group.Counted.All(site =>
            CqcRules.LinkOf(inquiry, site).Location is { } location
            && CqcRules.KindOf(location, inquiry.Policy) == CareKind.Hospice
        );

    private static ToolkitCover OwnCover(Inquiry inquiry, OdsRow headquarters, JoiningRoute route) =>
        inquiry.Toolkit(headquarters.Code).IsValid || !inquiry.Policy.SelfManagementNeedsPublication ? ToolkitCover.Own
        : inquiry.Policy.Waives(route) ? ToolkitCover.Waiver
        : ToolkitCover.None;

    private static SortedSet<string> Branded(Inquiry inquiry, string brand)
    {
        var records = inquiry.Records;
        return
        [
            .. records
                .LocationsOfBrand(brand)
                .Select(location => location.OdsCode is { } code ? records.Site(code)?.Parent : null)
                .OfType<string>()
                .Distinct()
                .Where(parent => records.Headquarters(parent) is not null && inquiry.BrandOf(parent) == brand),
        ];
    }

    private static bool Counts(Inquiry inquiry, OdsRow site) =>
        site.IsOpen(inquiry.Day) && !inquiry.IsSucceeded(site.Code) && site.Country is null or OdsCountry.England;
}
