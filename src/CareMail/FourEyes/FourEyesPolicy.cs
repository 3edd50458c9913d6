using CareMail.Policies;

namespace CareMail.FourEyes;

/// <summary>How long questions wait and answers hold, as dated rows.</summary>
internal static class FourEyesPolicy
{
    public static PolicySetting WaitingDays { get; } =
        PolicySetting.Days(
            "foureyes_waiting_days",
            "Days a question waits for a second person",
            "After that nobody can decide it, and it must be asked again."
        );

    public static PolicySetting UsableHours { get; } =
        PolicySetting.Count(
            "foureyes_usable_hours",
            "Hours an opened mailbox can be read or exported",
            "Counted from the decision. After that a second person must agree again.",
            1,
            720
        );

    public static IReadOnlyList<PolicySetting> All { get; } = [WaitingDays, UsableHours];

    // No figure of today's services is published: these are ours.
    public static IReadOnlyList<PolicyRow> Seeds { get; } =
    [PolicyRow.Always(WaitingDays, "7"), PolicyRow.Always(UsableHours, "72")];
}
