namespace CareMail.Eligibility.Pages;

/// <summary>One field takes either code: only CQC's has a dash.</summary>
internal static class AskedAbout
{
    public static EligibilityQuestion Read(string typed, DateOnly day) =>
        typed.Contains('-', StringComparison.Ordinal)
            ? EligibilityQuestion.AboutLocation(typed, day)
            : EligibilityQuestion.AboutOds(typed, day);
}
