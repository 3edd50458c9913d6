using CareMail.Access;
using CareMail.Campaigns;
using CareMail.Identity.Tasks;

namespace CareMail.Tests.Campaigns;

public class CampaignRulesTests
{
    private static readonly Guid Home = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();
    private static readonly CampaignPerson Person = new(
        Guid.NewGuid(),
        Home,
        [new RoleGrant(Role.Person, Home), new RoleGrant(Role.LocalAdmin, Home)]
    );

    private static readonly Campaign Secret = new("secret", "Secret", DueTask.AccountSecret, [], [], 14, 7);

    private static readonly StageDay[] Days =
    [
        new("secret", null, CampaignStage.SelfSetUp, new(2026, 1, 1)),
        new("secret", null, CampaignStage.Soft, new(2026, 2, 1)),
        new("secret", null, CampaignStage.Hard, new(2026, 3, 1)),
        new("secret", Home, CampaignStage.Soft, new(2026, 2, 15)),
    ];

    [Theory]
    [InlineData("2025-12-31", null)]
    [InlineData("2026-01-01", TaskPressure.None)]
    [InlineData("2026-02-01", TaskPressure.None)]
    [InlineData("2026-02-14", TaskPressure.None)]
    [InlineData("2026-02-15", TaskPressure.Pages)]
    [InlineData("2026-02-28", TaskPressure.Pages)]
    [InlineData("2026-03-01", TaskPressure.Doors)]
    public void Each_stage_holds_from_its_day_and_an_organisations_own_day_goes_first(
        string day,
        TaskPressure? expected
    ) => Assert.Equal(expected, On(day)?.Pressure);

    [Fact]
    public void Everybody_else_follows_the_general_day() =>
        Assert.Equal(
            TaskPressure.Pages,
            CampaignRules
                .StandingOf(Secret, Person with { OrganisationId = Other }, Days, [], new(2026, 2, 2))!
                .Pressure
        );

    [Fact]
    public void The_standing_says_which_days_are_coming()
    {
        var standing = On("2026-01-05")!;

        Assert.Equal((new DateOnly(2026, 2, 15), new DateOnly(2026, 3, 1)), (standing.PagesFrom, standing.DoorsFrom));
    }

    [Theory]
    [InlineData("2026-03-10", TaskPressure.None)]
    [InlineData("2026-03-11", TaskPressure.Doors)]
    public void An_exemption_holds_to_its_last_day(string day, TaskPressure expected)
    {
        Exemption[] exempt = [new(Guid.NewGuid(), "secret", null, Home, "long strike", new(2026, 3, 10))];

        Assert.Equal(
            expected,
            CampaignRules
                .StandingOf(
                    Secret,
                    Person,
                    Days,
                    exempt,
                    DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)
                )!
                .Pressure
        );
    }

    [Fact]
    public void Whom_it_is_not_for_is_asked_for_nothing()
    {
        var admins = Secret with { Roles = [Role.PrimaryAdmin] };
        var others = Secret with { Organisations = [Other] };

        Assert.Equal(TaskPressure.None, CampaignRules.StandingOf(admins, Person, Days, [], new(2026, 3, 2))!.Pressure);
        Assert.Equal(TaskPressure.None, CampaignRules.StandingOf(others, Person, Days, [], new(2026, 3, 2))!.Pressure);
        Assert.Equal(
            TaskPressure.Doors,
            CampaignRules
                .StandingOf(Secret with { Roles = [Role.LocalAdmin] }, Person, Days, [], new(2026, 3, 2))!
                .Pressure
        );
    }

    [Fact]
    public void A_later_stage_does_not_begin_before_an_earlier_one()
    {
        Assert.True(CampaignRules.AreInOrder(CampaignRules.DaysFor("secret", Home, Days)));
        Assert.False(
            CampaignRules.AreInOrder(
                new Dictionary<CampaignStage, DateOnly>
                {
                    [CampaignStage.Soft] = new(2026, 3, 1),
                    [CampaignStage.Hard] = new(2026, 2, 1),
                }
            )
        );
    }

    private static TaskStanding? On(string day) =>
        CampaignRules.StandingOf(
            Secret,
            Person,
            Days,
            [],
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)
        );
}
