using CareMail.Policies;

namespace CareMail.Identity.Passwords;

/// <summary>How long passwords are and how long they last, on a given day.</summary>
/// <param name="LifeDays">Zero: for ever.</param>
/// <param name="ShortestAlone">For who has no second way to prove that it is them.</param>
/// <param name="LifeDaysAlone">The same.</param>
/// <param name="ReminderDays">So many days before the last.</param>
public sealed record PasswordPolicy(
    int Shortest,
    int LifeDays,
    int ShortestAlone,
    int LifeDaysAlone,
    IReadOnlyList<int> ReminderDays
)
{
    /// <summary>When a password that was set then has run out; null for never.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset set, bool hasFactor)
    {
        var days = hasFactor ? LifeDays : LifeDaysAlone;
        return days == 0 ? null : set.AddDays(days);
    }

    /// <param name="hasFactor">Or sets one up before any door opens.</param>
    public int ShortestFor(bool hasFactor) => hasFactor ? Shortest : ShortestAlone;

    /// <summary>The reminder that is due when so many days are left: the nearest, also if earlier ones were missed.</summary>
    public int? ReminderAt(int daysLeft) =>
        daysLeft <= 0
            ? null
            : ReminderDays.Where(days => days >= daysLeft).Select(days => (int?)days).DefaultIfEmpty(null).Min();
}

/// <summary>The dated settings of passwords, and the policy they make.</summary>
public static class PasswordSettings
{
    private const int Longest = 200;

    public static readonly PolicySetting Shortest = PolicySetting.Count(
        "password_shortest",
        "Shortest password",
        "Characters a password needs at least.",
        8,
        Longest
    );

    public static readonly PolicySetting Life = PolicySetting.Days(
        "password_days",
        "Days a password lasts",
        "After so many days people choose a new password. 0: never."
    );

    public static readonly PolicySetting ShortestAlone = PolicySetting.Count(
        "password_shortest_alone",
        "Shortest password without a second factor",
        "Characters a password needs that is somebody’s only way to prove who they are.",
        8,
        Longest
    );

    public static readonly PolicySetting LifeAlone = PolicySetting.Days(
        "password_days_alone",
        "Days a password lasts without a second factor",
        "The same, for who has no second factor. 0: never."
    );

    public static readonly PolicySetting Reminders = PolicySetting.DayList(
        "password_reminders",
        "Reminders of a password’s last day",
        "So many days before, a reminder is sent."
    );

    public static readonly IReadOnlyList<PolicySetting> All = [Shortest, Life, ShortestAlone, LifeAlone, Reminders];

    public static readonly IReadOnlyList<PolicyRow> Seeds =
    [
        PolicyRow.Always(Shortest, "10"),
        PolicyRow.Always(Life, "365"),
        PolicyRow.Always(ShortestAlone, "20"),
        PolicyRow.Always(LifeAlone, "90"),
        PolicyRow.Always(Reminders, "1|2|5|10|18"),
    ];

    public static async ValueTask<PasswordPolicy> PasswordsAsync(
        this DatedPolicy policy,
        DateTimeOffset now,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        var day = await policy.OnAsync(now, ct);
        return new PasswordPolicy(
            day.Number(Shortest),
            day.Number(Life),
            day.Number(ShortestAlone),
            day.Number(LifeAlone),
            day.Numbers(Reminders)
        );
    }
}
