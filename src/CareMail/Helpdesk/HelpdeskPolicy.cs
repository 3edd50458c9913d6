using CareMail.Policies;

namespace CareMail.Helpdesk;

/// <summary>What the service decides about its helpdesk, as dated rows.</summary>
internal static class HelpdeskPolicy
{
    public static PolicySetting AnswerHours { get; } =
        PolicySetting.Count(
            "helpdesk_answer_hours",
            "Hours to answer a case",
            "A case not settled after this many hours is late. The clock of a case keeps the policy of the day it was opened.",
            1,
            720
        );

    public static PolicySetting PassMinutes { get; } =
        PolicySetting.Count(
            "helpdesk_pass_minutes",
            "Minutes a caller stays known",
            "How long after the caller was known to be the person an agent may change the account, in that case alone.",
            1,
            120
        );

    public static PolicySetting KeptDays { get; } =
        PolicySetting.Days(
            "helpdesk_kept_days",
            "Days a caller's words are kept",
            "Name, telephone number and words of a caller are erased this many days after the case is settled."
        );

    public static IReadOnlyList<PolicySetting> All { get; } = [AnswerHours, PassMinutes, KeptDays];

    // No figure of today's services is published: these are ours.
    public static IReadOnlyList<PolicyRow> Seeds { get; } =
    [PolicyRow.Always(AnswerHours, "8"), PolicyRow.Always(PassMinutes, "15"), PolicyRow.Always(KeptDays, "180")];
}
