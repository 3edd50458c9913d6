namespace CareMail.Provisioning;

/// <summary>Every number of programs that act for an organisation. All are ours.</summary>
internal sealed record ProvisioningLimits
{
    /// <summary>More than that, and nobody knows which is which.</summary>
    public int TokensPerOrganisation { get; init; } = 20;

    public int TokenName { get; init; } = 60;

    /// <summary>A directory service sends at most some tens of requests a second; a runaway script sends more.</summary>
    public int RequestsAMinute { get; init; } = 3_000;

    /// <summary>Tokens have 256 random bits: this stops noise, not guessing.</summary>
    public int WrongTokensAMinute { get; init; } = 60;

    /// <summary>Tokens and networks counted at a time.</summary>
    public int Counted { get; init; } = 10_000;

    /// <summary>How exact "last used" is; a write for each request would be waste.</summary>
    public TimeSpan LastUseStep { get; init; } = TimeSpan.FromMinutes(1);
}
