namespace CareMail.Policies;

/// <summary>Which days and how many words a change of policy may have.</summary>
public static class PolicyLimits
{
    /// <summary>ODS began in the 1990s; nothing was decided before.</summary>
    public static readonly DateOnly FirstDay = new(1990, 1, 1);

    public static readonly DateOnly LastDay = new(2099, 12, 31);

    public const int LongestReason = 500;

    /// <summary>How long another process may go on with values that were changed in this one.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
}
