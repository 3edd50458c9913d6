using System.Text.RegularExpressions;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>A lost phone, a forgotten password and a lock-out, each to its end, at a desk and on a phone.</summary>
public partial class GettingBackInTests(DemoWorld world) : BrowserTests(world)
{
    private const string NewPassword = "saucer window teapot";

    [Theory]
    [InlineData(1280, "Maud", "Harcastle")]
    [InlineData(390, "Tariq", "Elmsley")]
    public async Task A_lost_phone_is_replaced_with_a_recovery_code_and_a_new_app(int width, string first, string last)
    {
        var person = await ActivePerson.MakeAsync(World.Server, first, last);
        var page = await World.NewPageAsync(width);

        await PasswordAsync(page, person.Email, person.Password);
        await page.GetByLabel("Six-digit code").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(person.Codes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");

        await page.GotoAsync("/account/app");
        await page.GetByText("You cannot scan it").ClickAsync();
        var key = string.Concat((await page.Locator("#key").InnerTextAsync()).Where(char.IsAsciiLetterOrDigit));
        await page.GetByLabel("The six digits it shows now").FillAsync(ActivePerson.CodeOf(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).First.ClickAsync();
        await page.GetByText("The app is connected.").WaitForAsync();
        await page.StandsAsync($"9a-new-app-{width}");

        await page.GotoAsync("/account/sign-out-everywhere");
        await page.StandsAsync($"9b-sign-out-everywhere-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await page.GetByText("You are signed out everywhere but here.").WaitForAsync();

        // The lost phone's app opens nothing any more.
        var again = await World.NewPageAsync(width);
        await PasswordAsync(again, person.Email, person.Password);
        await again.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(person.TotpSecret));
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await again.GetByText("There is a problem").WaitForAsync();
    }

    [Theory]
    [InlineData(1280, "Olwen", "Pargeter", "07700 900301")]
    [InlineData(390, "Sefu", "Nyambura", "07700 900302")]
    public async Task A_forgotten_password_and_a_lock_out_end_with_a_text_message(
        int width,
        string first,
        string last,
        string mobile
    )
    {
        var person = await ActivePerson.MakeAsync(World.Server, first, last);
        await SetMobileAsync(person, mobile);
        var page = await World.NewPageAsync(width);
        for (var wrong = 0; wrong < 11; wrong++)
        {
            await PasswordAsync(page, person.Email, "the one I had last year");
            await page.GetByText("There is a problem").WaitForAsync();
        }

        await page.GetByText("Too many tries").First.WaitForAsync();
        await page.StandsAsync($"9c-locked-out-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Get back in: forgotten password" }).ClickAsync();
        await page.StandsAsync($"9d-reset-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"9d-reset-missing-{width}");
        await page.GetByLabel("Your CareMail address").FillAsync(person.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("How can you prove that it is you?").WaitForAsync();
        await page.StandsAsync($"9e-prove-{width}");
        await page.GetByLabel("A text message").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Six-digit code").WaitForAsync();
        await page.StandsAsync($"9f-code-{width}");
        await page.GetByLabel("Six-digit code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.GetByLabel("Six-digit code").FillAsync(await TextedCodeAsync(mobile));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await page.GetByLabel("New password").FillAsync(first);
        await page.StandsAsync($"9g-password-weak-{width}");
        await page.GetByLabel("New password").FillAsync(NewPassword);
        await page.GetByText("Strong").WaitForAsync();
        await page.GetByLabel("The same again").FillAsync(NewPassword);
        await page.StandsAsync($"9g-password-strong-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the new password" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "You can sign in again" }).WaitForAsync();
        await page.GetByText("times, the last").WaitForAsync();
        await page.StandsAsync($"9h-back-in-{width}");

        await PasswordAsync(page, person.Email, NewPassword);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(person.Codes[1]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await page.GotoAsync("/account");
        await page.GetByText("These tried to sign in as you").WaitForAsync();
        await page.StandsAsync($"9i-account-{width}");
    }

    [Theory]
    [InlineData(1280, "Ottilie", "Fenn", "07700 900311")]
    [InlineData(390, "Bashir", "Fenn", "07700 900312")]
    public async Task Text_messages_are_set_up_as_the_second_way_and_sign_somebody_in(
        int width,
        string first,
        string last,
        string mobile
    )
    {
        var person = await ActivePerson.MakeAsync(World.Server, first, last);
        var page = await World.NewPageAsync(width);
        await PasswordAsync(page, person.Email, person.Password);
        await page.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(person.TotpSecret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await page.GotoAsync("/account/texts");
        await page.GetByLabel("Your own mobile number").FillAsync("01632 960 001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"9r-texts-error-{width}");
        await page.GetByLabel("Your own mobile number").FillAsync(mobile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a code" }).ClickAsync();
        await page.GetByLabel("The six digits in the message").WaitForAsync();
        await page.StandsAsync($"9s-texts-code-{width}");
        var proof = await TextedCodeAsync(mobile);
        await page.GetByLabel("The six digits in the message").FillAsync(proof);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and go on" }).ClickAsync();
        await page.WaitForURLAsync("**/account/sign-in**");
        await page.StandsAsync($"9t-texts-set-{width}");

        var again = await World.NewPageAsync(width);
        await PasswordAsync(again, person.Email, person.Password);
        await again.GetByRole(AriaRole.Link, new() { Name = "Get a code by text message" }).ClickAsync();
        await again.GetByText($"ends in {mobile[^3..]}").WaitForAsync();
        await again.StandsAsync($"9u-text-sign-in-{width}");
        await again.GetByRole(AriaRole.Button, new() { Name = "Send the code" }).ClickAsync();
        await again.GetByLabel("Six-digit code").FillAsync("000000");
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await again.GetByText("There is a problem").WaitForAsync();
        await again.StandsAsync($"9v-text-wrong-{width}");
        await again.GetByLabel("Six-digit code").FillAsync(await TextedCodeAsync(mobile, proof));
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await again.WaitForURLAsync("**/mail**");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Who_can_help_is_found_before_signing_in(int width)
    {
        var page = await World.NewPageAsync(width);
        await page.GotoAsync("/help/who");
        await page.StandsAsync($"9j-who-{width}");
        await page.GetByLabel("Name of the home").FillAsync("VZ001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByText("Is it one of these?").WaitForAsync();
        await page.StandsAsync($"9k-who-found-{width}");
        await page.Locator("a[href='/help/who/VZ001']").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Who can help you here" }).WaitForAsync();
        await page.StandsAsync($"9l-who-at-{width}");
    }

    private static async Task PasswordAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    /// <summary>By the person themselves, on their own page.</summary>
    private async Task SetMobileAsync(ActivePerson person, string mobile)
    {
        var page = await World.NewPageAsync();
        await PasswordAsync(page, person.Email, person.Password);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(person.Codes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await page.GotoAsync("/account/profile");
        await page.GetByLabel("UK mobile number").FillAsync(mobile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await page.GetByText("Your profile is saved.").WaitForAsync();
    }

    /// <summary>The newest code that was sent there, other than one that is used up.</summary>
    private async Task<string> TextedCodeAsync(string mobile, string used = "")
    {
        var page = await World.NewPageAsync();
        var number = mobile.Replace(" ", "", StringComparison.Ordinal)[1..];
        var messages = page.Locator("#notices li", new() { HasText = number });
        for (var look = 0; look < 60; look++)
        {
            await page.GotoAsync("/demo/outbox");
            var codes = (await messages.AllInnerTextsAsync()).Select(text => SixDigits().Match(text).Value);
            if (codes.FirstOrDefault(code => code.Length > 0) is { } newest && newest != used)
            {
                return newest;
            }
        }

        throw new InvalidOperationException("No text message came.");
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
