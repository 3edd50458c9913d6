using CareMail.Policies;

namespace CareMail.Provisioning.People;

/// <summary>How far programs may go before somebody looks, as dated policy. The numbers are ours.</summary>
internal static class FeedPolicy
{
    public const string Title = "Programs that look after people";

    private static readonly PolicySetting People = PolicySetting.Count(
        "feed_brake_people",
        "Accounts a program may close within an hour",
        "One more, and the programs of the organisation are stopped until an administrator lets them go on.",
        least: 1,
        most: BrakeRules.MostPeople
    );

    private static readonly PolicySetting Percent = PolicySetting.Count(
        "feed_brake_percent",
        "Part of the organisation a program may close within an hour, in per cent",
        "More than this stops it too.",
        least: 1,
        most: BrakeRules.MostPercent
    );

    private static readonly PolicySetting Least = PolicySetting.Count(
        "feed_brake_least",
        "Accounts that never stop a program",
        "In a small home two leavers are a large part and nothing strange.",
        least: 0,
        most: BrakeRules.MostLeast
    );

    public static readonly IReadOnlyList<PolicySetting> Settings = [People, Percent, Least];

    public static readonly IReadOnlyList<PolicyRow> Seeds =
    [
        PolicyRow.Always(People, "20"),
        PolicyRow.Always(Percent, "10"),
        PolicyRow.Always(Least, "3"),
    ];

    public static async ValueTask<Brake> BrakeAsync(DatedPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        var today = await policy.OnAsync(now, ct);
        return new Brake(today.Number(People), today.Number(Percent), today.Number(Least));
    }
}
