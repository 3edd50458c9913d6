namespace CareMail.Helpdesk;

/// <summary>The numbers of the helpdesk that are no policy.</summary>
internal sealed record HelpdeskLimits
{
    public int LongestWords { get; init; } = 4000;

    public int LongestName { get; init; } = 100;

    /// <summary>The open form, by one network: a hospital behind one address has several callers.</summary>
    public int FormsByNetwork { get; init; } = 10;

    public TimeSpan FormWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest queue a page shows.</summary>
    public int Shown { get; init; } = 200;

    public int SettledShown { get; init; } = 20;

    /// <summary>From ringing the home to making an owner: the conversation and its papers.</summary>
    public TimeSpan RungLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A colleague looks into the shared mailbox at their next shift.</summary>
    public TimeSpan ConfirmLife { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(6);
}
