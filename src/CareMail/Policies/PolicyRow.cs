namespace CareMail.Policies;

/// <summary>From a day on, a setting has this value, until the day before its next row.</summary>
public sealed record PolicyRow
{
    public string Setting { get; init; } = "";
    public DateOnly ValidFrom { get; init; }
    public string Value { get; init; } = "";
    public DateTimeOffset Recorded { get; init; }

    /// <summary>Since when it does not count any more.</summary>
    public DateTimeOffset? Withdrawn { get; init; }

    /// <summary>Null for what the program came with.</summary>
    public Guid? AccountId { get; init; }
    public string Reason { get; init; } = "";

    /// <summary>A value the program comes with, that holds until another does.</summary>
    public static PolicyRow Always(PolicySetting setting, string value) =>
        From(setting, DateOnly.MinValue, value, "As delivered");

    /// <summary>A value the program comes with, from a day on.</summary>
    public static PolicyRow From(PolicySetting setting, DateOnly day, string value, string reason)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new()
        {
            Setting = setting.Key,
            ValidFrom = day,
            Value = value,
            Reason = reason,
        };
    }
}
