using CareMail.Policies;

namespace CareMail.Lifecycle;

/// <summary>The day counts of an account's life. Delivered as today's services have them since 1 December 2022.</summary>
internal static class LifecycleSettings
{
    public static readonly PolicySetting Inactive = PolicySetting.Days(
        "life_inactive_days",
        "Until an account is inactive",
        "Days without a sign-in, reading or sending. An inactive account still works: using it makes it active."
    );

    public static readonly PolicySetting Deleted = PolicySetting.Days(
        "life_deleted_days",
        "From inactive to deleted",
        "Days an inactive account waits before it is deleted."
    );

    public static readonly PolicySetting Restorable = PolicySetting.Days(
        "life_restorable_days",
        "From deleted to gone for good",
        "Days a deleted account can be restored, with its mail. Afterwards its mailbox is destroyed."
    );

    public static readonly PolicySetting Leaver = PolicySetting.Days(
        "life_leaver_days",
        "How long a leaver can be accepted elsewhere",
        "Days in which another organisation can accept somebody who left; then the account is deleted."
    );

    public static readonly PolicySetting Disabled = PolicySetting.Days(
        "life_disabled_days",
        "Longest absence",
        "Days an account can be kept for somebody who is away: 18 months."
    );

    public static readonly PolicySetting OldAddress = PolicySetting.Days(
        "life_old_address_days",
        "Old address after a change of organisation",
        "Days an address left behind goes on taking mail."
    );

    public static readonly PolicySetting Warnings = PolicySetting.DayList(
        "life_warning_days",
        "Warnings",
        "Days before an account is deleted, or gone for good, on which its person is told outside the service."
    );

    public static readonly PolicySetting Wish = PolicySetting.Days(
        "life_wish_days",
        "Thinking over one’s own deletion",
        "Days from asking to have one’s account deleted until that is done, if it was agreed: it can be taken back until then."
    );

    public static readonly IReadOnlyList<PolicySetting> All =
    [
        Inactive,
        Deleted,
        Restorable,
        Leaver,
        Disabled,
        OldAddress,
        Warnings,
        Wish,
    ];

    public static readonly IReadOnlyList<PolicyRow> Seeds =
    [
        PolicyRow.Always(Inactive, "30"),
        PolicyRow.Always(Deleted, "30"),
        PolicyRow.Always(Restorable, "30"),
        PolicyRow.Always(Leaver, "30"),
        PolicyRow.Always(Disabled, "548"),
        PolicyRow.Always(OldAddress, "90"),
        PolicyRow.Always(Warnings, "1|3|7|14"),
        PolicyRow.Always(Wish, "14"),
    ];

    public static DayCounts CountsOn(PolicyOfDay policy) =>
        new(
            policy.Number(Inactive),
            policy.Number(Deleted),
            policy.Number(Restorable),
            policy.Number(Leaver),
            policy.Number(Disabled),
            policy.Number(OldAddress),
            policy.Numbers(Warnings)
        );
}
