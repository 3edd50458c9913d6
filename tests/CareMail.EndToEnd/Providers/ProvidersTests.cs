using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Providers;

/// <summary>An owner lets their site be found, and a discharge team finds it.</summary>
public class ProvidersTests(DemoWorld world) : BrowserTests(world)
{
    private const string Home = "care.vz001@caremail.example";

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_home_lets_itself_be_found_and_a_discharge_team_finds_it(int width)
    {
        var owner = await World.OpenAsync("Amina Yusuf", width);
        await owner.GotoAsync("/manage");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Who can find it" }).First.ClickAsync();
        await owner.StandsAsync($"14a-listing-{width}");
        await owner
            .GetByRole(AriaRole.Button, new() { NameRegex = new("Let anybody find it|It is still right") })
            .ClickAsync();
        await owner.GetByText("Anybody can find it", new() { Exact = true }).WaitForAsync();
        await owner.StandsAsync($"14b-listed-{width}");

        var team = await World.NewPageAsync(width);
        await team.GotoAsync("/providers");
        await team.GetByLabel("Name, place, council").FillAsync("VZ001");
        await team.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(team.Locator("main")).ToContainTextAsync(Home);
        await team.StandsAsync($"14c-providers-{width}");
        await team.Locator("table a").First.ClickAsync();
        await Assertions.Expect(team.Locator("main")).ToContainTextAsync("No mail waits unopened");
        await team.StandsAsync($"14d-provider-{width}");

        await team.GotoAsync("/providers/check");
        await team.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await team.GetByText("There is a problem").WaitForAsync();
        await team.StandsAsync($"14e-check-error-{width}");
        await team.GetByLabel("Places").FillAsync("VZ001\nnowhere at all");
        await team.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Assertions.Expect(team.Locator("main")).ToContainTextAsync("1 of 2 can receive");
        await Assertions.Expect(team.Locator("main")).ToContainTextAsync(Home);
        await team.StandsAsync($"14f-checked-{width}");
    }
}
