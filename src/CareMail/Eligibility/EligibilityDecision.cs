namespace CareMail.Eligibility;

public enum EligibilityState
{
    MayApply,

    /// <summary>ODS does not show the site yet: an application may be prepared, accounts are made when it does.</summary>
    MayApplyProvisional,

    /// <summary>Not by rule; a person can resolve it.</summary>
    ManualReview,
    MayNotApply,
}

/// <summary>A way into the service.</summary>
public enum JoiningRoute
{
    /// <summary>By site, looked after by the national administration service.</summary>
    National,

    /// <summary>By headquarters, with its own administrators.</summary>
    SelfManaged,

    /// <summary>For services not registered with CQC.</summary>
    ThirdParty,

    /// <summary>By enquiry, for hospices.</summary>
    HospiceQuery,

    /// <summary>The short form of the pandemic.</summary>
    FastTrack,
}

/// <summary>Whose publication of the toolkit covers the applicant.</summary>
public enum ToolkitCover
{
    /// <summary>Nobody's; or the decision ended before it was asked.</summary>
    None,
    Own,
    Headquarters,
    Waiver,
}

/// <summary>A reason with what the applicant is told.</summary>
/// <param name="Sentence">What happened, with names, days and codes.</param>
/// <param name="Change">What would change it; null where nothing has to.</param>
public sealed record Finding(Reason Reason, string Sentence, string? Change = null)
{
    /// <summary>Both, as one text.</summary>
    public string InWords => Change is null ? Sentence : $"{Sentence} {Change}";
}

/// <summary>A reminder beside an answer that is a yes.</summary>
public sealed record Reminder(Notice Notice, string Sentence);

/// <summary>A fact of a register that the decision looked at.</summary>
/// <param name="Register"><c>ods_site</c>, <c>ods_hq</c>, <c>succession</c>, <c>cqc</c>, <c>dspt</c> or <c>policy</c>.</param>
/// <param name="Id">The code or number it stands under.</param>
public sealed record Evidence(string Register, string Id, string Says);

/// <summary>The answer, and everything that decided it. A yes says that an application may be submitted on that day, not that it will be approved.</summary>
public sealed record EligibilityDecision
{
    public required EligibilityQuestion Question { get; init; }
    public required EligibilityState State { get; init; }

    public bool Eligible => State is EligibilityState.MayApply or EligibilityState.MayApplyProvisional;

    /// <summary>Empty exactly when not eligible. A set.</summary>
    public IReadOnlyList<JoiningRoute> Routes { get; init; } = [];

    /// <summary>Everything that decided, and advice to act on. A set: each reason once.</summary>
    public IReadOnlyList<Finding> Reasons { get; init; } = [];
    public ToolkitCover CoveredBy { get; init; }
    public IReadOnlyList<Reminder> Notices { get; init; } = [];
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>What the provider asked about is called in the registers, if it was found.</summary>
    public string? Name { get; init; }

    /// <summary>The care site the question turned out to be about, if one.</summary>
    public string? SiteCode { get; init; }

    /// <summary>The CQC location it is, or is thought to be.</summary>
    public string? LocationId { get; init; }

    /// <summary>The headquarters: asked about, or tied to the site soundly.</summary>
    public string? HeadquartersCode { get; init; }

    /// <summary>What the applicant is told: a sentence for each reason, then for each notice.</summary>
    public IEnumerable<string> Sentences => [.. Reasons.Select(r => r.InWords), .. Notices.Select(n => n.Sentence)];

    public bool Has(Reason reason) => Reasons.Any(finding => finding.Reason == reason);
}
