using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>The way in and one's own devices, as a person sees them: accessible at a desk and on a phone, with and without scripts.</summary>
public class SignInTests(DemoWorld world) : BrowserTests(world)
{
    private const string Person = "Gwen Ashdown";

    // A code works once, and no other test signs him in.
    private const string Other = "Leo Marchetti";

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_of_the_door_is_accessible_at_this_width(int width)
    {
        var page = await World.NewPageAsync(width);
        var person = World.PersonCalled(Person);

        await page.GotoAsync("/sign-in");
        await page.StandsAsync($"6a-sign-in-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"6b-sign-in-missing-{width}");

        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Six-digit code").WaitForAsync();
        await page.StandsAsync($"6c-code-{width}");

        await page.GetByLabel("Six-digit code").FillAsync("no code");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"6d-code-wrong-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").WaitForAsync();
        await page.StandsAsync($"6e-recovery-{width}");

        await page.GotoAsync("/sign-in/not-ready?why=closed");
        await page.StandsAsync($"6f-closed-{width}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_mail_program_gets_its_password_and_is_removed_again(int width)
    {
        var page = await World.OpenAsync(Person, width);
        await ConfirmAsync(page);
        var name = $"Tablet {width}";

        await page.GotoAsync("/account/mail-program");
        await page.StandsAsync($"7a-mail-program-{width}");
        await page.GetByLabel("What shall we call it?").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a password" }).ClickAsync();
        await page.Locator("#password").WaitForAsync();
        await page.StandsAsync($"7b-password-{width}");

        await page.GetByText("iPhone or iPad").ClickAsync();
        await page.StandsAsync($"7b-password-guide-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "I have it, go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" }).WaitForAsync();
        await page.StandsAsync($"7c-devices-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" }).ClickAsync();
        await page.GetByText("The mail program is removed.").WaitForAsync();
        await page.StandsAsync($"7d-removed-{width}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_of_one_s_own_account_is_accessible_at_this_width(int width)
    {
        var page = await World.OpenAsync(Person, width);
        await ConfirmAsync(page);
        (string Path, string Name)[] pages =
        [
            ("/account", "dates"),
            ("/account/sign-in", "sign-in"),
            ("/account/password", "password"),
            ("/account/app", "app"),
            ("/account/passkey", "passkey"),
            ("/account/recovery-codes", "codes"),
            ("/account/profile", "profile"),
            ("/account/secret", "secret"),
            ("/account/record", "record"),
            ("/account/policy", "policy"),
            ("/account/mail-program/guides", "guides"),
            ("/account/confirm", "confirm"),
        ];
        foreach (var (path, name) in pages)
        {
            await page.GotoAsync(path);
            Assert.Equal(path, new Uri(page.Url).AbsolutePath);
            await page.StandsAsync($"7-{name}-{width}");
        }
    }

    [Fact]
    public async Task Without_scripts_a_person_signs_in_and_out()
    {
        var page = await World.NewPageAsync(script: false);

        await World.FillSignInAsync(page, World.PersonCalled(Other));
        await page.GotoAsync("/account");
        await page.GetByText("This browser, since").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();

        await page.WaitForURLAsync("**/sign-in");
    }

    /// <summary>The session may be older than ten minutes: it serves many tests.</summary>
    private async Task ConfirmAsync(IPage page)
    {
        await page.GotoAsync("/account/confirm");
        await page.GetByLabel("Your password").FillAsync(World.PersonCalled(Person).Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "How you sign in" }).WaitForAsync();
    }
}
