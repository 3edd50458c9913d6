using CareMail.Access;
using CareMail.Eligibility;
using CareMail.Policies;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Policies;

public sealed class DatedPolicyTests
{
    private static readonly DateTimeOffset LastDay = new(2029, 12, 31, 23, 59, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_change_counts_at_once_and_from_its_day(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var policy = server.Services.GetRequiredService<DatedPolicy>();
        var before = (await policy.OnAsync(LastDay)).Number(PolicySettings.SmallestGroup);

        TestPeople.Done(
            await server
                .Services.GetRequiredService<ChangePolicy>()
                .RunAsync(Actor.Operator("test"), new("smallest_group", new(2030, 1, 1), "7", "to be seen"))
        );

        Assert.Equal(2, before);
        Assert.Equal(2, (await policy.OnAsync(LastDay)).Number(PolicySettings.SmallestGroup));
        Assert.Equal(7, (await policy.OnAsync(LastDay.AddMinutes(1))).Number(PolicySettings.SmallestGroup));
    }

    [Fact]
    public void A_day_is_a_British_day()
    {
        Assert.Equal(new DateOnly(2026, 7, 1), BritishDay.Of(new(2026, 6, 30, 23, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 12, 31), BritishDay.Of(new(2026, 12, 31, 23, 59, 0, TimeSpan.Zero)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Rows_kept_elsewhere_before_are_handed_over_and_no_row_here_is_overwritten(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var table = server.Services.GetRequiredService<PolicyTable>();
        var earlier = new PolicyRow
        {
            Setting = "smallest_group",
            ValidFrom = new(2031, 1, 1),
            Value = "4",
            Recorded = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Reason = "set long ago",
        };

        await table.AdoptAsync([earlier]);
        await table.AdoptAsync([earlier with { Value = "9" }]);

        var row = (await table.InForceAsync()).RowOn(PolicySettings.SmallestGroup, new(2031, 1, 1));
        Assert.Equal(("4", "set long ago"), (row.Value, row.Reason));
    }

    [Fact]
    public async Task Every_value_the_program_comes_with_is_one_its_setting_can_have()
    {
        await using var server = await RunningServer.StartAsync();
        var catalogue = server.Services.GetRequiredService<PolicyCatalogue>();

        Assert.All(
            catalogue.Groups.SelectMany(group => group.Seeds),
            seed => Assert.Equal(seed.Value, catalogue.Find(seed.Setting)!.Read(seed.Value))
        );
        Assert.All(
            catalogue.Groups.SelectMany(group => group.Settings),
            setting => Assert.Contains(catalogue.Groups, group => group.Seeds.Any(seed => seed.Setting == setting.Key))
        );
    }
}
