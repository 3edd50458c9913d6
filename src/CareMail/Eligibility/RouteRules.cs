using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>The routes open to somebody who is covered. Pure.</summary>
internal static class RouteRules
{
    public static (IReadOnlyList<JoiningRoute> Routes, IReadOnlyList<Finding> Reasons) OfHospice() =>
        ([JoiningRoute.HospiceQuery], [Say.HospiceQueryOnly()]);

    /// <param name="headquarters">Null where the tie is not sound: then nothing is said about groups.</param>
    public static (IReadOnlyList<JoiningRoute> Routes, IReadOnlyList<Finding> Reasons) OfSite(
        Inquiry inquiry,
        OdsRow? headquarters
    )
    {
        List<JoiningRoute> routes = [JoiningRoute.National];
        if (inquiry.Policy.FastTrackIsOpen)
        {
            routes.Add(JoiningRoute.FastTrack);
        }

        if (headquarters is null)
        {
            return (routes, []);
        }

        var group = inquiry.GroupOf(headquarters);
        if (group.Counted.Count < inquiry.Policy.SmallestGroup)
        {
            return (routes, [Say.SingleSiteNationalOnly(group.Counted.Count)]);
        }

        return WithSelfManagement(inquiry, headquarters, routes);
    }

    /// <summary>A location ODS does not show: never the fast track, whose form demanded the site's code.</summary>
    public static (IReadOnlyList<JoiningRoute> Routes, IReadOnlyList<Finding> Reasons) OfLocation(
        Inquiry inquiry,
        OdsRow? headquarters
    ) =>
        headquarters is not null && inquiry.GroupOf(headquarters).Counted.Count >= inquiry.Policy.SmallestGroup
            ? WithSelfManagement(inquiry, headquarters, [JoiningRoute.National])
            : ([JoiningRoute.National], []);

    public static IReadOnlyList<Finding> OfGroup(CareGroup group) =>
        group.SpansSeveralHeadquarters
            ? [Say.SelfManagedNeedsOwnIt(), Say.GroupSpansSeveralHq(group)]
            : [Say.SelfManagedNeedsOwnIt()];

    private static (IReadOnlyList<JoiningRoute> Routes, IReadOnlyList<Finding> Reasons) WithSelfManagement(
        Inquiry inquiry,
        OdsRow headquarters,
        IReadOnlyList<JoiningRoute> routes
    )
    {
        var group = inquiry.GroupOf(headquarters);
        return GroupRules.MaySelfManage(inquiry, headquarters, group)
            ? ([.. routes, JoiningRoute.SelfManaged], OfGroup(group))
            : (routes, [Say.SelfManagedNeedsHqDspt(headquarters)]);
    }
}
