using System.Net.Mail;
using CareMail.EndToEnd.Support;
using CareMail.Identity.SignIn;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>From a temporary password to the first message, as a newcomer lives it.</summary>
public class FirstSignInTests(DemoWorld world) : BrowserTests(world)
{
    private const string Password = "kettle-harbour-saucer";
    private const string Secret = "lanternotterbread";

    [Theory]
    [InlineData(1280, "Ruth", "Pemberton")]
    [InlineData(390, "Abebe", "Tessema")]
    public async Task Five_tasks_then_the_mail_comes_at_this_width(int width, string first, string last)
    {
        var person = await Newcomers.InviteAsync(World.Server, first, last);
        var page = await World.NewPageAsync(width);

        await SignInAsync(page, person);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Welcome, " + first }).WaitForAsync();
        await page.StandsAsync($"8a-welcome-{width}");
        Assert.Equal(SmtpStatusCode.MailboxBusy, await SendAsync(person.Email));

        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("New password").WaitForAsync();
        await page.StandsAsync($"8b-password-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"8b-password-missing-{width}");
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("The same again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();

        await page.GetByText("part 1 of 4").WaitForAsync();
        await page.StandsAsync($"8c-policy-{width}");
        for (var part = 2; part <= 4; part++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Read part {part}" }).ClickAsync();
            await page.GetByText($"part {part} of 4").WaitForAsync();
        }

        await page.StandsAsync($"8d-policy-last-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept and go on" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"8d-policy-not-ticked-{width}");
        await page.GetByLabel("I have read all 4 parts").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept and go on" }).ClickAsync();

        await page.GetByText("How will you prove it is you?").WaitForAsync();
        await page.StandsAsync($"8e-second-factor-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"8e-second-factor-missing-{width}");
        await page.GetByLabel("An app on your phone").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("You cannot scan it").ClickAsync();
        await page.StandsAsync($"8f-app-{width}");
        await page.GetByLabel("The six digits it shows now").FillAsync(Code(await KeyOfAsync(page)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show my codes" }).ClickAsync();
        await page.Locator("#codes").WaitForAsync();
        await page.StandsAsync($"8g-codes-{width}");
        Assert.Equal(10, await page.Locator("#codes li").CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them, go on" }).ClickAsync();

        await page.GetByLabel("UK mobile number").WaitForAsync();
        await page.StandsAsync($"8h-profile-{width}");
        await page.GetByLabel("UK mobile number").FillAsync("01632 960123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"8h-profile-wrong-{width}");
        await page.GetByLabel("UK mobile number").FillAsync("07700 900123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();

        await page.GetByLabel("Your Account Secret").WaitForAsync();
        await page.GetByLabel("Your Account Secret").FillAsync("lanternotter");
        await page.StandsAsync($"8i-secret-{width}");
        await page.GetByLabel("Your Account Secret").FillAsync(first + last);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"8i-secret-wrong-{width}");
        await page.GotoAsync("/sign-in/tasks");
        await page.GetByText("4 of 5 done").WaitForAsync();
        await page.StandsAsync($"8j-nearly-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose your Account Secret" }).ClickAsync();
        await page.GetByLabel("Your Account Secret").FillAsync(Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();

        await page.WaitForURLAsync("**/mail**");
        Assert.Equal(SmtpStatusCode.Ok, await SendAsync(person.Email));
        await page.GotoAsync("/mail");
        await page.GetByText("Welcome to the team").First.WaitForAsync();
        await page.StandsAsync($"8k-first-mail-{width}");
    }

    [Fact]
    public async Task All_of_it_goes_by_keyboard()
    {
        var person = await Newcomers.InviteAsync(World.Server, "Maeve", "Donnelly");
        var page = await World.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await TypeAsync(page, "UserName", person.Email);
        await TypeAsync(page, "Password", person.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Welcome, Maeve").WaitForAsync();
        await FollowAsync(page, "Choose your own password");

        await TypeAsync(page, "Password", Password);
        await TypeAsync(page, "Again", Password);
        await page.Keyboard.PressAsync("Enter");
        for (var part = 2; part <= 4; part++)
        {
            await FollowAsync(page, $"Read part {part}");
        }

        await TabToAsync(page, "#Accept");
        await page.Keyboard.PressAsync("Space");
        await FollowAsync(page, "Accept and go on");
        await TabToAsync(page, "#Way");
        await page.Keyboard.PressAsync("Space");
        await FollowAsync(page, "Continue");
        await TypeAsync(page, "Code", Code(await KeyOfAsync(page)));
        await page.Keyboard.PressAsync("Enter");
        await FollowAsync(page, "Show my codes");
        await FollowAsync(page, "I have kept them, go on");
        await TypeAsync(page, "Mobile", "07700 900123");
        await page.Keyboard.PressAsync("Enter");
        await TypeAsync(page, "Secret", Secret);
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/mail**");
    }

    [Fact]
    public async Task All_of_it_goes_without_scripts()
    {
        var person = await Newcomers.InviteAsync(World.Server, "Olu", "Adeyemi");
        var page = await World.NewPageAsync(script: false);
        await SignInAsync(page, person);
        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = "passkey" }).IsVisibleAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("The same again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        for (var part = 2; part <= 4; part++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Read part {part}" }).ClickAsync();
        }

        await page.GetByLabel("I have read all 4 parts").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept and go on" }).ClickAsync();
        await page.GetByLabel("A passkey on this device").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("This browser cannot make a passkey here").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the choice" }).ClickAsync();
        await page.GetByLabel("An app on your phone").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("The six digits it shows now").FillAsync(Code(await KeyOfAsync(page)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show my codes" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them, go on" }).ClickAsync();
        await page.GetByLabel("UK mobile number").FillAsync("07700 900123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await page.GetByLabel("Your Account Secret").FillAsync(Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();

        await page.WaitForURLAsync("**/mail**");
        Assert.Equal(SmtpStatusCode.Ok, await SendAsync(person.Email));
        await page.ReloadAsync();
        await page.GetByText("Welcome to the team").First.WaitForAsync();
    }

    internal static async Task SignInAsync(IPage page, Newcomer person)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    internal static string Code(string key) =>
        Authenticator.Code(Base32.Decode(key)!, Authenticator.StepAt(TimeProvider.System.GetUtcNow()));

    internal static async Task<string> KeyOfAsync(IPage page) =>
        (await page.Locator("#key").TextContentAsync())!.Replace(" ", "", StringComparison.Ordinal);

    private static async Task TypeAsync(IPage page, string field, string text)
    {
        await TabToAsync(page, "#" + field);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>A link or a button, by its words.</summary>
    private static async Task FollowAsync(IPage page, string words)
    {
        await page.GetByText(words, new() { Exact = true }).First.WaitForAsync();
        await TabAsync(
            page,
            $"document.activeElement?.textContent?.trim() === {System.Text.Json.JsonSerializer.Serialize(words)}"
        );
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        await page.Locator(selector).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await TabAsync(page, $"document.activeElement?.matches('{selector}')");
    }

    private static async Task TabAsync(IPage page, string isThere)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            if (await page.EvaluateAsync<bool>($"Boolean({isThere})"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The keyboard does not get there: " + isThere);
    }

    /// <summary>A message from the surgery, to the port where other servers bring theirs.</summary>
    private async Task<SmtpStatusCode> SendAsync(string to)
    {
        using var smtp = new SmtpClient("localhost", World.Server.Smtp);
        try
        {
            await smtp.SendMailAsync("reception@surgery.example", to, "Welcome to the team", "We look forward to it.");
            return SmtpStatusCode.Ok;
        }
        catch (SmtpException refused)
        {
            return refused.StatusCode;
        }
    }
}
