using CareMail.Policies;

namespace CareMail.Accounts;

/// <summary>What the service decides about shared mailboxes.</summary>
public static class SharedMailboxPolicy
{
    public static readonly PolicySetting MostMembers = PolicySetting.Count(
        "mailbox_members",
        "Most members of a shared mailbox",
        "Owners are counted apart.",
        1,
        10_000
    );

    public static readonly PolicySetting MostOwners = PolicySetting.Count(
        "mailbox_owners",
        "Most owners of a shared mailbox",
        "Two is the fewest one should have.",
        1,
        10_000
    );

    public static readonly PolicySetting ReviewDays = PolicySetting.Days(
        "mailbox_review_days",
        "Days between two reviews of a shared mailbox",
        "After so many days its owners are asked to go through who has access."
    );

    public static readonly PolicySetting UnwatchedHours = PolicySetting.Count(
        "unwatched_hours",
        "Working hours before an unopened message raises an alarm",
        "Monday to Friday, nine to five, without bank holidays.",
        1,
        400
    );

    internal static PolicyGroup Group { get; } =
        new(
            "Shared mailboxes",
            [MostMembers, MostOwners, ReviewDays, UnwatchedHours],
            [
                PolicyRow.Always(MostMembers, "250"),
                PolicyRow.Always(MostOwners, "100"),
                PolicyRow.Always(ReviewDays, "182"),
                PolicyRow.Always(UnwatchedHours, "8"),
            ]
        );
}
