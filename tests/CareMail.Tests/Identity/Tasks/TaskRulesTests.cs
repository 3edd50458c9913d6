using CareMail.Identity.Passwords;
using CareMail.Identity.Tasks;

namespace CareMail.Tests.Identity.Tasks;

public class TaskRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private static readonly PasswordPolicy Passwords = new(10, 365, 20, 90, [1, 2, 5, 10, 18]);

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
            TaskRules.Due(new TaskFacts { PasswordIsTemporary = true, PasswordSet = Now }, 2, Passwords, Now)
        );

    [Fact]
    public void Nothing_is_due_to_who_has_done_everything() => Assert.Empty(TaskRules.Due(Finished, 2, Passwords, Now));

    [Fact]
    public void A_password_lasts_365_days_to_the_moment()
    {
        var lastDay = Finished.PasswordSet!.Value.AddDays(365);

        Assert.Empty(TaskRules.Due(Finished, 2, Passwords, lastDay.AddMilliseconds(-1)));
        Assert.Equal([DueTask.ChangePassword], TaskRules.Due(Finished, 2, Passwords, lastDay));
    }

    [Fact]
    public void A_password_that_stands_alone_lasts_90_days()
    {
        var alone = Finished with { HasFactor = false };
        var lastDay = alone.PasswordSet!.Value.AddDays(90);

        Assert.DoesNotContain(DueTask.ChangePassword, TaskRules.Due(alone, 2, Passwords, lastDay.AddMilliseconds(-1)));
        Assert.Contains(DueTask.ChangePassword, TaskRules.Due(alone, 2, Passwords, lastDay));
    }

    [Fact]
    public void A_policy_of_0_days_means_never()
    {
        var never = Passwords with { LifeDays = 0 };

        Assert.Null(never.EndOf(Now, hasFactor: true));
        Assert.Empty(TaskRules.Due(Finished, 2, never, Now.AddYears(30)));
    }

    [Theory]
    [InlineData(19, null)]
    [InlineData(18, 18)]
    [InlineData(11, 18)]
    [InlineData(10, 10)]
    [InlineData(3, 5)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    public void The_nearest_reminder_is_the_one_that_is_due(int daysLeft, int? reminder) =>
        Assert.Equal(reminder, Passwords.ReminderAt(daysLeft));

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 20)]
    public void A_password_that_stands_alone_is_longer(bool hasFactor, int shortest) =>
        Assert.Equal(shortest, Passwords.ShortestFor(hasFactor));

    [Theory]
    [InlineData(null, true)]
    [InlineData(1L, true)]
    [InlineData(2L, false)]
    [InlineData(3L, false)]
    public void An_older_policy_is_asked_for_again_and_a_newer_one_is_not(long? accepted, bool due) =>
        Assert.Equal(
            due,
            TaskRules.Due(Finished with { PolicyVersion = accepted }, 2, Passwords, Now) is [DueTask.AcceptPolicy]
        );

    [Fact]
    public void A_factor_without_codes_on_paper_is_only_half_a_task()
    {
        Assert.Equal([DueTask.SecondFactor], TaskRules.Due(Finished with { HasKeptCodes = false }, 2, Passwords, Now));
        Assert.Equal([DueTask.SecondFactor], TaskRules.Due(Finished with { HasFactor = false }, 2, Passwords, Now));
    }
}
