using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>Somebody leaves while they are signed in everywhere.</summary>
public class LeaverTests(DemoWorld world) : PersonJourneys(world)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_leaver_is_out_of_browser_and_mail_program_two_seconds_after_the_click()
    {
        var person = await SomebodyAsync("Lena", "Fallow");
        var own = await SignInAsync(person);
        await own.GotoAsync("/account/mail-program");
        await own.GetByLabel("What shall we call it?").FillAsync("Old laptop");
        await own.GetByRole(AriaRole.Button, new() { Name = "Make a password" }).ClickAsync();
        var password = await own.Locator("#password").InnerTextAsync();
        await own.GotoAsync("/mail");
        await using var imap = await RawImap.SignInAsync(World.Server, person.Email, password);
        await imap.CommandAsync("SELECT INBOX");
        var ended = imap.EndedAsync();

        var page = await PersonPageAsync("Gwen Ashdown", "Lena Fallow");
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("left on Friday");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark as leaver" }).ClickAsync();
        await page.GetByText("They are a leaver now").WaitForAsync();
        await ended.WaitAsync(AtOnce);
        var answer = await own.APIRequest.GetAsync(
            new Uri(World.Server.Url, "/mail").ToString(),
            new() { MaxRedirects = 0 }
        );
        Assert.Equal(302, answer.Status);
        Assert.Contains("/sign-in", answer.Headers["location"], StringComparison.Ordinal);

        await page.StandsAsync("12a-leaver-1280");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RawImap.SignInAsync(World.Server, person.Email, password)
        );
        await own.GotoAsync("/mail");
        await own.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));

        await page.GetByRole(AriaRole.Button, new() { Name = "Take them back" }).ClickAsync();
        await page.GetByText("They are back.").WaitForAsync();
        // Back in the browser; the password of the mail program is gone for good.
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RawImap.SignInAsync(World.Server, person.Email, password)
        );
    }
}
