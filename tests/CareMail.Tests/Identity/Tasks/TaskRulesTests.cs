using CareMail.Identity.Tasks;

namespace CareMail.Tests.Identity.Tasks;

public class TaskRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private static readonly TaskFacts Finished = new()
    {
        PasswordSet = Now.AddDays(-10),
        PolicyVersion = 2,
        HasFactor = true,
        HasKeptCodes = true,
        HasCheckedProfile = true,
        HasSecret = true,
    };

    [Fact]
    public void Somebody_new_has_all_five_in_their_order() =>
        Assert.Equal(
            [
                DueTask.ChangePassword,
                DueTask.AcceptPolicy,
                DueTask.SecondFactor,
                DueTask.Profile,
                DueTask.AccountSecret,
            ],
            TaskRules.Due(new TaskFacts { PasswordIsTemporary = true, PasswordSet = Now }, 2, Now)
        );

    [Fact]
    public void Nothing_is_due_to_who_has_done_everything() => Assert.Empty(TaskRules.Due(Finished, 2, Now));

    [Fact]
    public void A_password_lasts_365_days_to_the_moment()
    {
        var lastDay = Finished.PasswordSet!.Value.AddDays(365);

        Assert.Empty(TaskRules.Due(Finished, 2, lastDay.AddMilliseconds(-1)));
        Assert.Equal([DueTask.ChangePassword], TaskRules.Due(Finished, 2, lastDay));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1L, true)]
    [InlineData(2L, false)]
    [InlineData(3L, false)]
    public void An_older_policy_is_asked_for_again_and_a_newer_one_is_not(long? accepted, bool due) =>
        Assert.Equal(due, TaskRules.Due(Finished with { PolicyVersion = accepted }, 2, Now) is [DueTask.AcceptPolicy]);

    [Fact]
    public void A_factor_without_codes_on_paper_is_only_half_a_task()
    {
        Assert.Equal([DueTask.SecondFactor], TaskRules.Due(Finished with { HasKeptCodes = false }, 2, Now));
        Assert.Equal([DueTask.SecondFactor], TaskRules.Due(Finished with { HasFactor = false }, 2, Now));
    }
}
