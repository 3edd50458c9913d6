namespace CareMail.Eligibility;

/// <summary>May this provider apply, and by which route, on this day?</summary>
public sealed record EligibilityQuestion
{
    private const int LongestCode = 9;

    private EligibilityQuestion(string asked, bool byLocation, DateOnly day) =>
        (Asked, ByLocation, Day) = (asked, byLocation, day);

    /// <summary>What was typed, without the space around it.</summary>
    public string Asked { get; }

    /// <summary>A CQC location ID was given, not an ODS code.</summary>
    public bool ByLocation { get; }

    /// <summary>A calendar day in the United Kingdom.</summary>
    public DateOnly Day { get; }

    /// <summary>The ODS code asked about in the one form it is stored in; null if what was typed is none.</summary>
    public string? Code =>
        !ByLocation && Asked.Length is > 0 and <= LongestCode && Asked.All(char.IsAsciiLetterOrDigit)
            ? Asked.ToUpperInvariant()
            : null;

    /// <summary>The CQC number asked about (a location's, or a provider's by mistake); null if what was typed is none.</summary>
    public string? LocationId =>
        ByLocation
        && Asked.Length is >= 8 and <= 14
        && Asked.StartsWith("1-", StringComparison.Ordinal)
        && Asked.Skip(2).All(char.IsAsciiDigit)
            ? Asked
            : null;

    public static EligibilityQuestion AboutOds(string typed, DateOnly day) => new(Trimmed(typed), false, day);

    public static EligibilityQuestion AboutLocation(string typed, DateOnly day) => new(Trimmed(typed), true, day);

    /// <summary>Spaces, tabs and non-breaking spaces around a code come with copying it.</summary>
    private static string Trimmed(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return typed.Trim();
    }
}
