using CareMail.Policies;
using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>What an applicant is told, reason by reason: what happened, then what would change it.</summary>
internal static class Say
{
    private const string Nothing = "We will look at it. You need do nothing yet.";

    public static string Day(DateOnly day) => BritishDay.Spell(day);

    public static string Country(int? country) =>
        country switch
        {
            null => "No country given",
            OdsCountry.England => "England",
            OdsCountry.Scotland => "Scotland",
            OdsCountry.Wales => "Wales",
            OdsCountry.NorthernIreland => "Northern Ireland",
            OdsCountry.IsleOfMan => "Isle of Man",
            OdsCountry.ChannelIslands => "Channel Islands",
            _ => "A country we do not know",
        };

    // what was asked

    public static Finding CodeInvalid() =>
        new(
            Reason.CodeInvalid,
            "That is not an ODS code.",
            "An ODS code has up to nine letters and digits. Search for your service by name, postcode or CQC number instead."
        );

    public static Finding CodeUnknown() =>
        new(
            Reason.CodeUnknown,
            "We cannot find this code in the public registers.",
            "Search by name, postcode or CQC number."
        );

    public static Finding RegisterConflict() =>
        new(
            Reason.RegisterConflict,
            "The national register holds two different entries for this code.",
            "We are checking it; you need do nothing yet."
        );

    public static Finding LocationIdInvalid() =>
        new(Reason.LocationIdInvalid, "A CQC location ID looks like 1-123456789.", "It is on your certificate.");

    public static Finding LocationUnknown() =>
        new(
            Reason.LocationUnknown,
            "CQC’s list has no location with this number.",
            "Check the number on your certificate, or search by name or postcode."
        );

    public static Finding UseLocationId() =>
        new(
            Reason.UseLocationId,
            "This is your CQC provider number.",
            "Please use the number of the location. It is on your certificate."
        );

    public static Finding UseSiteCode(IReadOnlyList<OdsRow> sites) =>
        new(
            Reason.UseSiteCode,
            "This is not the code of a care site.",
            sites is [var site]
                ? $"Please apply with the code of your care site: {site.Code} ({site.Name})."
                : "Please apply with the code of your care site. Search for it by name or postcode."
        );

    // ODS

    public static Finding UseSuccessorCode(IReadOnlyCollection<string> codes) =>
        new(
            Reason.UseSuccessorCode,
            codes.Count > 0
                ? $"This code has been replaced by {string.Join(", ", codes)}."
                : "This code has been replaced by another.",
            "Apply with the current one."
        );

    public static Finding NotInEngland(int? country) =>
        new(
            Reason.NotInEngland,
            $"The service is for care given in England, and the register places this in: {Country(country)}. Services in Wales and Northern Ireland are not eligible.",
            "If care is given in England, the address has to be corrected at CQC."
        );

    public static Finding ScotlandSeparateProcess() =>
        new(Reason.ScotlandSeparateProcess, "Scotland has its own process.", "Write to nhsmail.scotland@nhs.net.");

    public static Finding CountryConflict(int? country) =>
        new(
            Reason.CountryConflict,
            $"ODS and CQC disagree about where this site is: ODS says {Country(country)}, and CQC registers care in England only.",
            "The address can be corrected at CQC; ODS follows within weeks."
        );

    public static Finding CountryUnknown() =>
        new(
            Reason.CountryUnknown,
            "The register does not say which country this site is in, and CQC does not list it.",
            "Tell us your CQC location number, or ask CQC to correct the address."
        );

    public static Finding OdsNotYetOpen(DateOnly opens) =>
        new(
            Reason.OdsNotYetOpen,
            $"According to the register this opens on {Day(opens)}.",
            $"You can apply from {Day(opens)}."
        );

    public static Finding OdsClosed(DateOnly? closed) =>
        new(
            Reason.OdsClosed,
            closed is { } day
                ? $"The register shows this code as closed since {Day(day)}."
                : "The register shows this code as closed.",
            "If that is wrong, CQC can correct it."
        );

    public static Finding OdsLegallyEnded() =>
        new(
            Reason.OdsLegallyEnded,
            "The register names a successor for this code although it is not marked closed.",
            "If that is wrong, CQC can correct it. We will look at it."
        );

    public static Finding HqWithoutSites() =>
        new(
            Reason.HqWithoutSites,
            "This headquarters has no care site in the register.",
            "If it has one, CQC can correct who runs it; ODS follows within weeks."
        );

    public static Finding OdsParentMissing(string? named) =>
        new(
            Reason.OdsParentMissing,
            named is null
                ? "The register does not show which organisation runs this site."
                : $"The register says that {named} runs this site, and has no such organisation.",
            "It is corrected at CQC. Until then a headquarters’ DSPT (data security toolkit) cannot count and self-management cannot be offered."
        );

    public static Finding HqClosed(OdsRow headquarters) =>
        new(
            Reason.HqClosed,
            $"The register shows your headquarters ({headquarters.Code}) as closed.",
            "It is corrected at CQC; ODS follows within weeks."
        );

    public static Finding HierarchyMismatch(OdsRow headquarters, string provider) =>
        new(
            Reason.HierarchyMismatch,
            $"ODS says {headquarters.Name} runs this site, CQC says {provider}.",
            "Ask CQC to correct it; ODS follows within weeks."
        );

    // CQC

    public static Finding CqcRecordNotFound() =>
        new(
            Reason.CqcRecordNotFound,
            "We cannot find this site at CQC.",
            "Tell us your CQC location number; if your service need not be registered with CQC, choose the third-party route."
        );

    public static Finding CqcLinkAmbiguous() =>
        new(Reason.CqcLinkAmbiguous, "Several CQC locations could be this site.", "We will ask you which.");

    public static Finding CqcLinkNeedsConfirmation(CqcLocation location) =>
        new(
            Reason.CqcLinkNeedsConfirmation,
            $"We matched your CQC location ({location.Id}) by name and postcode.",
            "Please confirm it; we check it before approval."
        );

    public static Finding CqcNotYetRegistered(DateOnly from) =>
        new(
            Reason.CqcNotYetRegistered,
            $"CQC shows this location as registered from {Day(from)}.",
            $"You can apply from {Day(from)}."
        );

    public static Finding CqcDeregistered(DateOnly? since) =>
        new(
            Reason.CqcDeregistered,
            since is { } day
                ? $"CQC shows this location as no longer registered since {Day(day)}."
                : "CQC shows this location as no longer registered.",
            "If care is still given there, ask CQC to correct it. A new owner applies with the new location."
        );

    public static Finding CqcDormant(DateOnly? since) =>
        new(
            Reason.CqcDormant,
            since is { } day
                ? $"CQC shows this location as dormant since {Day(day)}."
                : "CQC shows this location as dormant.",
            "Tell us when care starts again."
        );

    public static Finding ServiceTypeUnknown() =>
        new(
            Reason.ServiceTypeUnknown,
            "CQC’s list does not say what kind of service this is.",
            "Tell us which it is. " + Nothing
        );

    public static Finding OtherSector(string sector) =>
        new(
            Reason.OtherSector,
            $"This is not an adult social care service; {(sector.Length > 0 ? sector : "its sector")} has its own route.",
            "If CQC or the toolkit has the wrong kind of service, it is corrected there."
        );

    public static Finding SectorUnrecognised() =>
        new(
            Reason.SectorUnrecognised,
            "We could not tell what kind of organisation this is.",
            "Correct the sector in your toolkit registration, or tell us what you do. " + Nothing
        );

    public static Finding ProvisionalOdsMissing() =>
        new(
            Reason.ProvisionalOdsMissing,
            "ODS does not show your site yet.",
            "You can prepare your application; accounts are made when it does."
        );

    // the toolkit

    /// <summary>Why a code's own publication does not do.</summary>
    public static Finding Toolkit(ToolkitReading reading, Policy policy)
    {
        var needed = ToolkitStatus.Spell(policy.LowestLevel);
        return reading.Outcome switch
        {
            ToolkitOutcome.Expired => new(
                Reason.DsptExpired,
                $"Your DSPT (data security toolkit) of {Day(reading.Publication!.Published)} was valid to {Day(reading.Publication.LastDay)}.",
                "Publish this year’s to apply."
            ),
            ToolkitOutcome.BelowThreshold => new(
                Reason.DsptBelowThreshold,
                $"Your DSPT (data security toolkit) says {ToolkitStatus.Spell(reading.Publication!.Status.Level)}.",
                $"At least {needed} is needed: publish again when you have reached it."
            ),
            ToolkitOutcome.Undated => new(
                Reason.DsptUndated,
                "The public list shows your DSPT (data security toolkit) without a date.",
                "The DSPT help desk can correct it. We will look at it."
            ),
            ToolkitOutcome.Unrecognised => new(
                Reason.DsptUnrecognised,
                $"The public list shows a DSPT (data security toolkit) status we do not know: {reading.Row!.Status.Trim()}.",
                "The DSPT help desk can correct it. We will look at it."
            ),
            ToolkitOutcome.NotPublished or ToolkitOutcome.Valid => new(
                Reason.DsptNotPublished,
                reading.Code.Length > 0
                    ? $"No DSPT (data security toolkit) publication is visible for {reading.Code}."
                    : "No DSPT (data security toolkit) publication is visible for this site.",
                $"Publish at least {needed}, or have your headquarters publish for you."
            ),
        };
    }

    public static Finding HqDsptExpired(OdsRow headquarters, Publication publication) =>
        new(
            Reason.HqDsptExpired,
            $"Your headquarters’ DSPT ({headquarters.Code}) was valid to {Day(publication.LastDay)}.",
            "It covers you again when this year’s is published and names your site."
        );

    public static Finding HqDsptBelowThreshold(OdsRow headquarters, Publication publication) =>
        new(
            Reason.HqDsptBelowThreshold,
            $"Your headquarters’ DSPT ({headquarters.Code}) says {ToolkitStatus.Spell(publication.Status.Level)}; that is not enough.",
            "It covers you when a higher level is published and names your site."
        );

    public static Finding HqPublicationBeforeJoin(OdsRow headquarters, DateOnly published, DateOnly joined) =>
        new(
            Reason.HqPublicationBeforeJoin,
            $"Your headquarters ({headquarters.Code}) published on {Day(published)}, before this site joined it on {Day(joined)}, so that publication cannot name it.",
            "Publish for the site, or have the headquarters publish again."
        );

    public static Finding HqCoverNeedsDeclaration(OdsRow headquarters, HeadquartersCover cover) =>
        new(
            Reason.HqCoverNeedsDeclaration,
            $"Your headquarters’ DSPT ({headquarters.Code}) covers you if it names this site.",
            cover == HeadquartersCover.RequireBranchList
                ? "The public list does not show it: send us the list of branches, or publish for the site."
                : "You will be asked to declare that."
        );

    public static Finding DsptWaived() =>
        new(
            Reason.DsptWaived,
            "During the pandemic the DSPT (data security toolkit) was not needed to apply.",
            "Please complete it afterwards."
        );

    // routes

    public static Finding SingleSiteNationalOnly(int sites) =>
        new(
            Reason.SingleSiteNationalOnly,
            sites == 1
                ? "With one site you use the national portal; the national service looks after your accounts."
                : $"With {sites} sites you use the national portal; the national service looks after your accounts."
        );

    public static Finding SelfManagedNeedsOwnIt() =>
        new(
            Reason.SelfManagedNeedsOwnIt,
            "A group with its own IT function may run its accounts itself.",
            "You will be asked to declare that and to name administrators."
        );

    public static Finding SelfManagedNeedsHqDspt(OdsRow headquarters) =>
        new(
            Reason.SelfManagedNeedsHqDspt,
            $"Your group is large enough to run its accounts itself, but your headquarters ({headquarters.Code}) needs a DSPT publication of its own."
        );

    public static Finding GroupSpansSeveralHq(CareGroup group) =>
        new(
            Reason.GroupSpansSeveralHq,
            $"Your group has several headquarters codes ({string.Join(", ", group.Counted.Select(s => s.Parent).Distinct().Order(StringComparer.Ordinal))}).",
            "One application can name them all."
        );

    public static Finding HospiceQueryOnly() =>
        new(Reason.HospiceQueryOnly, "Hospices are handled by enquiry.", "We have prepared the message.");

    public static Finding NonCqcThirdParty() =>
        new(
            Reason.NonCqcThirdParty,
            "Services not registered with CQC apply by the third-party route; each case is decided by a person."
        );

    // notices

    public static Reminder CompleteAfterWaiver() =>
        new(Notice.CompleteDsptAfterWaiver, "Complete the DSPT (data security toolkit) after you have joined.");

    public static Reminder RenewalDue(Publication publication) =>
        new(
            Notice.DsptRenewalDue,
            $"The DSPT publication that covers you is from {Day(publication.Published)}, more than twelve months ago. Renew it; it stands to {Day(publication.LastDay)}."
        );

    public static Reminder DeadlineNear(Publication publication) =>
        new(
            Notice.DsptDeadlineNear,
            $"The DSPT publication that covers you stands to {Day(publication.LastDay)}. Publish the next before then."
        );

    public static Reminder NextMustBeMet() =>
        new(
            Notice.NextMustBeStandardsMet,
            "Approaching Standards can be published once. The next DSPT publication must be Standards Met."
        );

    public static Reminder EntryLevelWithdrawn() =>
        new(
            Notice.EntryLevelWithdrawn,
            "Entry Level has been withdrawn. The next DSPT publication must be at least Approaching Standards."
        );

    public static Reminder CycleMismatch(Publication publication, int labelled) =>
        new(
            Notice.DsptCycleMismatch,
            $"The DSPT publication that covers you says {ToolkitYears.Spell(labelled)} and was published in {ToolkitYears.Spell(publication.YearOfDate)}. We count the year {ToolkitYears.Spell(publication.Year)}."
        );
}
