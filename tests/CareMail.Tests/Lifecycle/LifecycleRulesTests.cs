using CareMail.Access;
using CareMail.Identity;
using CareMail.Lifecycle;

namespace CareMail.Tests.Lifecycle;

public class LifecycleRulesTests
{
    private static readonly DayCounts Days = new(30, 30, 30, 30, 548, 90, [1, 3, 7, 14]);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(AccountState.Active, 29, LifeStage.Active)]
    [InlineData(AccountState.Active, 30, LifeStage.Inactive)]
    [InlineData(AccountState.New, 29, LifeStage.NotCompleted)]
    [InlineData(AccountState.New, 30, LifeStage.Inactive)]
    [InlineData(AccountState.Left, 29, LifeStage.Leaver)]
    [InlineData(AccountState.Locked, 400, LifeStage.Locked)]
    [InlineData(AccountState.Disabled, 400, LifeStage.Disabled)]
    [InlineData(AccountState.Deleted, 29, LifeStage.Deleted)]
    public void An_account_is_what_its_days_make_it(AccountState state, int day, LifeStage stage) =>
        Assert.Equal(stage, LifecycleRules.Of(Life(state), Days, Start.AddDays(day)).Stage);

    [Fact]
    public void The_days_to_come_are_told_in_their_order()
    {
        var dates = LifecycleRules.Of(Life(AccountState.Active), Days, Start.AddDays(1));

        Assert.Equal(
            [
                new LifeDay(LifeStage.Inactive, Start.AddDays(30)),
                new LifeDay(LifeStage.Deleted, Start.AddDays(60)),
                new LifeDay(LifeStage.DeletedPermanently, Start.AddDays(90)),
            ],
            dates.Ahead
        );
        Assert.Equal(Start.AddDays(60), dates.Threat!.At);
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(14, 14)]
    [InlineData(8, 14)]
    [InlineData(7, 7)]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    [InlineData(0, null)]
    public void A_warning_is_due_on_its_day_and_not_once_it_is_too_late(int daysBefore, int? due) =>
        Assert.Equal(
            due,
            LifecycleRules.WarningDue(new LifeDay(LifeStage.Deleted, Start), Days, Start.AddDays(-daysBefore))
        );

    [Theory]
    [InlineData(Role.Owner, Role.Member, true)]
    [InlineData(Role.Owner, Role.LocalAdmin, false)]
    [InlineData(Role.LocalAdmin, Role.LocalAdmin, true)]
    [InlineData(Role.LocalAdmin, Role.PrimaryAdmin, false)]
    [InlineData(Role.Platform, Role.Caseworker, true)]
    public void Nobody_ends_the_rights_of_who_holds_more(Role actor, Role person, bool may) =>
        Assert.Equal(
            may,
            LifecycleRules.MayEnd([new RoleGrant(actor, Guid.Empty)], [new RoleGrant(person, Guid.Empty)])
        );

    private static AccountLife Life(AccountState state) =>
        new()
        {
            State = state,
            Created = Start,
            LastActive = Start,
            StateSince = Start,
            DisabledUntil = Start.AddDays(548),
        };
}
