using CareMail.Identity.Passwords;

namespace CareMail.Identity.Tasks;

/// <summary>What is known of an account when its tasks are counted.</summary>
public sealed record TaskFacts
{
    public bool PasswordIsTemporary { get; init; }
    public DateTimeOffset? PasswordSet { get; init; }

    /// <summary>The version of the use policy that was accepted last.</summary>
    public long? PolicyVersion { get; init; }
    public bool HasFactor { get; init; }

    /// <summary>The person said that they have their recovery codes.</summary>
    public bool HasKeptCodes { get; init; }
    public bool HasCheckedProfile { get; init; }
    public bool HasSecret { get; init; }
}

/// <summary>Which tasks are due. Pure: no clock, no database.</summary>
public static class TaskRules
{
    /// <summary>In the order in which they are done: nobody gets to a later one before an earlier one.</summary>
    public static IReadOnlyList<DueTask> Due(
        TaskFacts facts,
        long policyInForce,
        PasswordPolicy passwords,
        DateTimeOffset now
    ) => [.. Enum.GetValues<DueTask>().Where(task => IsDue(task, facts, policyInForce, passwords, now))];

    private static bool IsDue(
        DueTask task,
        TaskFacts facts,
        long policyInForce,
        PasswordPolicy passwords,
        DateTimeOffset now
    ) =>
        task switch
        {
            DueTask.ChangePassword => facts.PasswordIsTemporary
                || facts.PasswordSet is not { } set
                || passwords.EndOf(set, facts.HasFactor) <= now,
            DueTask.AcceptPolicy => facts.PolicyVersion is not { } accepted || accepted < policyInForce,
            // Codes on paper are part of it: who has only a phone is locked out by losing it.
            DueTask.SecondFactor => !facts.HasFactor || !facts.HasKeptCodes,
            DueTask.Profile => !facts.HasCheckedProfile,
            DueTask.AccountSecret => !facts.HasSecret,
        };
}
