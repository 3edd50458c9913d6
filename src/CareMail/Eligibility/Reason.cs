namespace CareMail.Eligibility;

/// <summary>What a reason does to the answer.</summary>
public enum ReasonKind
{
    /// <summary>Refuses.</summary>
    Stop,

    /// <summary>Refuses until a person has looked.</summary>
    Review,

    /// <summary>Accompanies either outcome.</summary>
    Advice,

    /// <summary>Explains the routes.</summary>
    Route,
}

/// <summary>Why a decision is as it is. Names are spelled outside in snake case (see <see cref="Identifiers"/>): never rename one.</summary>
public enum Reason
{
    CodeInvalid,
    CodeUnknown,
    RegisterConflict,
    LocationIdInvalid,
    LocationUnknown,
    UseLocationId,
    UseSiteCode,
    UseSuccessorCode,
    NotInEngland,
    ScotlandSeparateProcess,
    CountryConflict,
    CountryUnknown,
    OdsNotYetOpen,
    OdsClosed,
    OdsLegallyEnded,
    HqWithoutSites,
    OdsParentMissing,
    HqClosed,
    HierarchyMismatch,
    CqcRecordNotFound,
    CqcLinkAmbiguous,
    CqcLinkNeedsConfirmation,
    CqcNotYetRegistered,
    CqcDeregistered,
    CqcDormant,
    ServiceTypeUnknown,
    OtherSector,
    SectorUnrecognised,
    DsptNotPublished,
    DsptExpired,
    DsptBelowThreshold,
    DsptUndated,
    DsptUnrecognised,
    HqDsptExpired,
    HqDsptBelowThreshold,
    HqPublicationBeforeJoin,
    HqCoverNeedsDeclaration,
    DsptWaived,
    SingleSiteNationalOnly,
    SelfManagedNeedsOwnIt,
    SelfManagedNeedsHqDspt,
    GroupSpansSeveralHq,
    HospiceQueryOnly,
    NonCqcThirdParty,
    ProvisionalOdsMissing,
}

/// <summary>A reminder beside a yes; it changes nothing.</summary>
public enum Notice
{
    CompleteDsptAfterWaiver,
    DsptRenewalDue,
    DsptDeadlineNear,
    NextMustBeStandardsMet,
    EntryLevelWithdrawn,
    DsptCycleMismatch,
}

public static class ReasonKinds
{
    /// <summary>What this reason is in a decision that says no. In a yes nothing refuses: review reasons are advice there.</summary>
    public static ReasonKind KindWhenRefused(this Reason reason) =>
        reason switch
        {
            Reason.RegisterConflict
            or Reason.CountryConflict
            or Reason.CountryUnknown
            or Reason.OdsLegallyEnded
            or Reason.HqWithoutSites
            or Reason.HierarchyMismatch
            or Reason.CqcRecordNotFound
            or Reason.CqcLinkAmbiguous
            or Reason.CqcDormant
            or Reason.ServiceTypeUnknown
            or Reason.SectorUnrecognised
            or Reason.DsptUndated
            or Reason.DsptUnrecognised
            or Reason.HqPublicationBeforeJoin => ReasonKind.Review,
            Reason.UseSuccessorCode
            or Reason.ScotlandSeparateProcess
            or Reason.OdsParentMissing
            or Reason.HqClosed
            or Reason.CqcLinkNeedsConfirmation
            or Reason.HqDsptExpired
            or Reason.HqDsptBelowThreshold
            or Reason.HqCoverNeedsDeclaration
            or Reason.DsptWaived
            or Reason.ProvisionalOdsMissing => ReasonKind.Advice,
            Reason.SingleSiteNationalOnly
            or Reason.SelfManagedNeedsOwnIt
            or Reason.SelfManagedNeedsHqDspt
            or Reason.GroupSpansSeveralHq
            or Reason.HospiceQueryOnly
            or Reason.NonCqcThirdParty => ReasonKind.Route,
            _ => ReasonKind.Stop,
        };
}
