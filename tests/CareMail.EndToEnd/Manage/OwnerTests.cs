using System.Net.Http.Json;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>An owner who goes, and the review half a year on, in a world of their own: it moves the clock.</summary>
public sealed class OwnerTests : IAsyncLifetime
{
    private readonly DemoWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_last_owner_names_another_and_goes()
    {
        var page = await _world.OpenAsync("Gwen Ashdown");
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who can read it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take out Gwen Ashdown" }).ClickAsync();
        await page.GetByText("the mailbox’s last owner").First.WaitForAsync();
        await page.StandsAsync("15a-last-owner-stays-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make an owner (Kit Rowe)" }).ClickAsync();
        await page.GetByText("It is changed.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take out Gwen Ashdown" }).ClickAsync();
        await page.GetByText("You are not in").First.WaitForAsync();
        await page.StandsAsync("15b-owner-gone-1280");

        var kit = await _world.OpenAsync("Kit Rowe", 390);
        await kit.GotoAsync("/manage");
        await kit.GetByRole(AriaRole.Link, new() { Name = "Who can read it" }).ClickAsync();
        await kit.GetByText("Only one owner").WaitForAsync();
        await kit.GetByText("Gwen Ashdown was taken out").First.WaitForAsync();
        await kit.StandsAsync("15c-new-owner-390");
    }

    [Fact]
    public async Task After_half_a_year_an_owner_goes_through_who_has_access()
    {
        using var http = new HttpClient { BaseAddress = _world.Server.Url };
        var moved = await http.PostAsJsonAsync(
            new Uri("/demo/clock", UriKind.Relative),
            new { forwardHours = 183 * 24 }
        );
        moved.EnsureSuccessStatusCode();

        var page = await _world.OpenAsync("Amina Yusuf");
        await page.GotoAsync("/manage");
        await page.GetByText("Review overdue").First.WaitForAsync();
        await page.StandsAsync("16a-review-overdue-1280");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who can read it" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Go through who has access" }).ClickAsync();
        await page.GetByLabel("Tom Fairley").UncheckAsync();
        await page.StandsAsync("16b-review-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await page.GetByText("Everybody who stays is confirmed").WaitForAsync();
        await page.GetByText("Tom Fairley was taken out").First.WaitForAsync();
        await page.GetByText("Access was gone through").First.WaitForAsync();
        await page.StandsAsync("16c-reviewed-1280");
        await page.GotoAsync("/manage");
        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Review overdue")).ToHaveCountAsync(0);
    }
}
