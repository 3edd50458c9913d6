using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>Who runs a site on the day. Sound when ODS, the headquarters' own row and CQC agree.</summary>
/// <param name="Trouble">Why it is not sound; at most one reason.</param>
internal sealed record Tie(OdsRow? Headquarters, Finding? Trouble)
{
    public OdsRow? Sound => Trouble is null ? Headquarters : null;
}

/// <param name="By">Whose publication covers the applicant.</param>
/// <param name="Publication">The one that does; none under the waiver.</param>
internal sealed record Coverage(ToolkitCover By, Publication? Publication, IReadOnlyList<Finding> Findings);

/// <summary>Whose publication of the toolkit covers an applicant: its own, its headquarters', or the waiver. Pure.</summary>
internal static class CoverRules
{
    public static Tie TieOf(Inquiry inquiry, OdsRow site, CqcLocation? location)
    {
        var parent = site.ParentOn(inquiry.Day);
        if (parent is null || inquiry.Records.Headquarters(parent) is not { } headquarters)
        {
            return new(null, Say.OdsParentMissing(parent));
        }

        inquiry.Evidence.Headquarters(headquarters);
        if (!headquarters.IsOpen(inquiry.Day) || inquiry.IsSucceeded(parent))
        {
            return new(headquarters, Say.HqClosed(headquarters));
        }

        var provider = location?.ProviderName ?? "";
        return provider.Length > 0 && RegisterNames.Key(provider) != RegisterNames.Key(headquarters.Name)
            ? new(headquarters, Say.HierarchyMismatch(headquarters, provider))
            : new(headquarters, null);
    }

    /// <param name="code">The applicant's own code; null if it has none.</param>
    /// <param name="above">The headquarters it is soundly tied to.</param>
    /// <param name="joined">Since when; null if not known.</param>
    /// <param name="route">The route the waiver is looked up for.</param>
    public static Coverage Of(Inquiry inquiry, string? code, OdsRow? above, DateOnly? joined, JoiningRoute route)
    {
        var own = Own(inquiry, code);
        if (own.IsValid)
        {
            return new(ToolkitCover.Own, own.Publication, []);
        }

        var higher = OwnWordComesFirst(inquiry, own) ? Uncovered() : ByHeadquarters(inquiry, above, joined);
        return higher.By == ToolkitCover.Headquarters ? higher
            : inquiry.Policy.Waives(route) ? Waived(inquiry)
            : Uncovered([Say.Toolkit(own, inquiry.Policy), .. higher.Findings]);
    }

    /// <summary>Where nothing stands above the code that could cover it.</summary>
    public static Coverage OfItself(Inquiry inquiry, string code, JoiningRoute route, bool needed) =>
        Own(inquiry, code) switch
        {
            { IsValid: true } own => new(ToolkitCover.Own, own.Publication, []),
            _ when inquiry.Policy.Waives(route) => Waived(inquiry),
            _ when !needed => new(ToolkitCover.None, null, []),
            var own => Uncovered([Say.Toolkit(own, inquiry.Policy)]),
        };

    private static ToolkitReading Own(Inquiry inquiry, string? code)
    {
        var own = code is null ? ToolkitReading.Nothing("") : inquiry.Toolkit(code);
        inquiry.Evidence.Toolkit(own);
        return own;
    }

    /// <summary>A site that says of itself "not met" is believed, whatever its headquarters publishes.</summary>
    private static bool OwnWordComesFirst(Inquiry inquiry, ToolkitReading own) =>
        inquiry.Policy.OwnNotMetBlocksHeadquarters
        && own is { Outcome: ToolkitOutcome.BelowThreshold, Publication: { } publication }
        && ToolkitStatus.Rank(publication.Status.Level, inquiry.Policy) == 0;

    private static Coverage ByHeadquarters(Inquiry inquiry, OdsRow? above, DateOnly? joined)
    {
        if (above is null || inquiry.Policy.HeadquartersCover == HeadquartersCover.Off)
        {
            return Uncovered();
        }

        var reading = inquiry.Toolkit(above.Code);
        inquiry.Evidence.Toolkit(reading);
        return reading switch
        {
            { Outcome: ToolkitOutcome.Expired, Publication: { } p } => Uncovered([Say.HqDsptExpired(above, p)]),
            { Outcome: ToolkitOutcome.BelowThreshold, Publication: { } p } => Uncovered([
                Say.HqDsptBelowThreshold(above, p),
            ]),
            { IsValid: true, Publication: { } p } => ByPublication(inquiry.Policy, above, p, joined),
            _ => Uncovered(),
        };
    }

    private static Coverage ByPublication(Policy policy, OdsRow above, Publication publication, DateOnly? joined)
    {
        // Published before the site came, it cannot name the site.
        if (policy.HeadquartersPublishesAfterJoining && joined > publication.Published)
        {
            return Uncovered([Say.HqPublicationBeforeJoin(above, publication.Published, joined.Value)]);
        }

        var declare = Say.HqCoverNeedsDeclaration(above, policy.HeadquartersCover);
        return policy.HeadquartersCover == HeadquartersCover.RequireBranchList
            ? Uncovered([declare])
            : new(ToolkitCover.Headquarters, publication, [declare]);
    }

    private static Coverage Waived(Inquiry inquiry)
    {
        inquiry.Evidence.Waiver(inquiry.Day);
        return new(ToolkitCover.Waiver, null, [Say.DsptWaived()]);
    }

    private static Coverage Uncovered(params IReadOnlyList<Finding> findings) => new(ToolkitCover.None, null, findings);
}
