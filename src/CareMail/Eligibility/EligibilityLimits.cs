namespace CareMail.Eligibility;

/// <summary>How much anybody may ask.</summary>
internal sealed record EligibilityLimits
{
    public static EligibilityLimits Default { get; } = new();

    /// <summary>Questions from one network at once. A person looks up a handful; a regional office a list of its homes.</summary>
    public int Burst { get; init; } = 60;

    /// <summary>And so many a second after that.</summary>
    public int PerSecond { get; init; } = 2;

    /// <summary>Longer than any code with what people copy along.</summary>
    public int LongestQuestion { get; init; } = 64;

    /// <summary>Changed answers that a preview spells out.</summary>
    public int ShownChanges { get; init; } = 50;

    /// <summary>Days that a replay looks back, day by day.</summary>
    public int ReplayedDays { get; init; } = 366;

    /// <summary>So many questions within so long are many: then the registers are kept in memory.</summary>
    public int QuestionsToRemember { get; init; } = 50;

    public TimeSpan ManyWithin { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);
}
