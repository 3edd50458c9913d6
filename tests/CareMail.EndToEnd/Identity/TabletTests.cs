using System.Net.Http.Json;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>A tablet in the lounge that a whole shift uses, in a world of its own: it moves the clock.</summary>
public sealed class TabletTests : IAsyncLifetime
{
    private readonly DemoWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_shared_tablet_locks_and_a_pin_opens_it_for_its_person_alone()
    {
        var page = await _world.NewPageAsync(820);
        await _world.FillSignInAsync(page, _world.PersonCalled("Amina Yusuf"));
        await page.GotoAsync("/organisation/tablets");
        await page.GetByLabel("What do people call it?").FillAsync("Lounge tablet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it a shared tablet" }).ClickAsync();
        await page.GetByText("This device is the tablet “Lounge tablet”.").WaitForAsync();
        await page.StandsAsync("9m-tablets-820");
        await SignOutAsync(page);
        await page.GetByText("Nobody has signed in on this tablet").WaitForAsync();
        await page.StandsAsync("9n-tablet-nobody-820");

        await _world.FillSignInAsync(page, _world.PersonCalled("Joy Okafor"));
        await page.GotoAsync("/account/tablet-pin");
        await page.GetByLabel("PIN", new() { Exact = true }).FillAsync("1234");
        await page.GetByLabel("The same again").FillAsync("1234");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the PIN" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync("9o-pin-error-820");
        await page.GetByLabel("PIN", new() { Exact = true }).FillAsync("4827");
        await page.GetByLabel("The same again").FillAsync("4827");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the PIN" }).ClickAsync();
        await page.WaitForURLAsync("**/account?done=pin");

        // Nobody touches it for six minutes.
        await MoveClockOnAsync(TimeSpan.FromMinutes(6));
        await page.GotoAsync("/mail");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Who are you?" }).WaitForAsync();
        await page.StandsAsync("9p-who-are-you-820");
        await page.GetByRole(AriaRole.Link, new() { Name = "Joy", Exact = true }).ClickAsync();
        await page.GetByLabel("PIN of this tablet").FillAsync("4828");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync("9q-pin-wrong-820");
        await page.GetByLabel("PIN of this tablet").FillAsync("4827");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await Assertions.Expect(page.Locator("#rows")).ToBeVisibleAsync();

        // At the end of the shift the name is gone.
        await SignOutAsync(page);
        await page.GetByText("Nobody has signed in on this tablet").WaitForAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
        await page.GotoAsync("/sign-in/tablet");
    }

    private async Task MoveClockOnAsync(TimeSpan by)
    {
        using var http = new HttpClient { BaseAddress = _world.Server.Url };
        var clock = new Uri("/demo/clock", UriKind.Relative);
        var now = (await http.GetFromJsonAsync<Clock>(clock))!.Now;
        (await http.PostAsJsonAsync(clock, new { now = now + by })).EnsureSuccessStatusCode();
    }

    private sealed record Clock(DateTimeOffset Now);
}
