using System.Text.Json;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>Passkeys in a real browser, with an authenticator that Chromium makes believe.</summary>
public class PasskeyTests(DemoWorld world) : BrowserTests(world)
{
    private const string Password = "kettle-harbour-saucer";

    [Theory]
    [InlineData(1280, "Sian", "Prosser")]
    [InlineData(390, "Yusuf", "Demir")]
    public async Task A_passkey_is_a_second_factor_and_then_signs_in_alone(int width, string first, string last)
    {
        var person = await Newcomers.InviteAsync(World.Server, first, last);
        var page = await World.NewPageAsync(width);
        var authenticator = await AuthenticatorAsync(page);
        await FirstSignInTests.SignInAsync(page, person);
        await ToSecondFactorAsync(page);

        await page.GetByLabel("A passkey on this device").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("What shall we call this device?").FillAsync("My phone");
        await page.StandsAsync($"9a-make-passkey-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show my codes" }).ClickAsync();
        var recovery = await page.Locator("#codes li").First.TextContentAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them, go on" }).ClickAsync();
        await page.GetByLabel("UK mobile number").FillAsync("07700 900123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await page.GetByLabel("Your Account Secret").FillAsync("lanternotterbread");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");

        // Without a name and without a password.
        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).WaitForAsync();
        await page.StandsAsync($"9b-sign-in-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await page.GotoAsync("/account/sign-in");
        await page.GetByText("Used today").WaitForAsync();
        await page.StandsAsync($"9c-account-{width}");

        // Nobody typed the password, so it is asked for before anything is changed; and the only factor stays.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove My phone" }).ClickAsync();
        await page.GetByText("Is it still you?").First.WaitForAsync();
        await page.StandsAsync($"9d-confirm-{width}");
        await page.GetByLabel("Your password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove My phone" }).ClickAsync();
        await page.GetByText("This is your only second way").First.WaitForAsync();
        await page.StandsAsync($"9e-last-one-{width}");

        // The Account Secret is forgotten: the passkey proves who it is, and a new one is chosen.
        await page.GotoAsync("/account/secret");
        await page.GetByRole(AriaRole.Link, new() { Name = "Choose a new secret" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use my passkey" }).WaitForAsync();
        await page.StandsAsync($"9f-prove-secret-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use my passkey" }).ClickAsync();
        await page.GetByLabel("Your Account Secret").FillAsync("paddockteaspoonriver");
        await page.StandsAsync($"9g-new-secret-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the new secret" }).ClickAsync();
        await page.GetByText("Your new Account Secret counts from now on.").WaitForAsync();

        // By password the passkey is the second question, and a recovery code the way out.
        await SignOutAsync(page);
        await FirstSignInTests.SignInAsync(page, person with { Password = Password });
        await page.GetByRole(AriaRole.Button, new() { Name = "Use your passkey" }).WaitForAsync();
        await page.StandsAsync($"9f-second-question-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use your passkey" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
        await SignOutAsync(page);
        await authenticator.ForgetAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("The passkey was not used.").WaitForAsync();
        await page.StandsAsync($"9g-not-used-{width}");
        await FirstSignInTests.SignInAsync(page, person with { Password = Password });
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(recovery!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/mail**");
    }

    [Fact]
    public async Task What_a_passkey_signed_is_taken_once_and_only_for_its_owner()
    {
        var person = await Newcomers.InviteAsync(World.Server, "Noor", "Rahimi");
        var page = await World.NewPageAsync();
        await AuthenticatorAsync(page);
        await FirstSignInTests.SignInAsync(page, person);
        await ToSecondFactorAsync(page);
        await page.GetByLabel("A passkey on this device").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("What shall we call this device?").FillAsync("My phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show my codes" }).WaitForAsync();

        // Signed for the door, and sent there twice, with the same cookie.
        await page.GotoAsync("/sign-in");
        var statuses = await page.EvaluateAsync<int[]>(
            """
            async () => {
              const form = document.querySelector("form[data-passkey]");
              const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
              const options = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
              form.elements.credential.value = JSON.stringify(await navigator.credentials.get({ publicKey: options }));
              const send = async () => {
                const answer = await fetch("?handler=Passkey", { method: "POST", body: new FormData(form), redirect: "manual" });
                return answer.type === "opaqueredirect" ? 302 : answer.status;
              };
              return [await send(), await send()];
            }
            """
        );

        Assert.Equal([302, 422], statuses);

        // As somebody else's second question it proves nothing.
        var other = World.PersonCalled("Tomasz Zieliński");
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(other.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(other.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Six-digit code").WaitForAsync();
        var refused = await page.EvaluateAsync<int>(
            """
            async () => {
              const token = document.querySelector("input[name=__RequestVerificationToken]").value;
              const body = () => { const data = new FormData(); data.set("__RequestVerificationToken", token); return data; };
              const asked = await fetch("?handler=PasskeyOptions", { method: "POST", body: body() });
              const options = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
              const data = body();
              data.set("credential", JSON.stringify(await navigator.credentials.get({ publicKey: options })));
              return (await fetch("?handler=Passkey", { method: "POST", body: data, redirect: "manual" })).status;
            }
            """
        );
        Assert.Equal(422, refused);
    }

    private static async Task ToSecondFactorAsync(IPage page)
    {
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
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
    }

    /// <summary>A phone's fingerprint reader, as far as the page can tell: it verifies its user by itself.</summary>
    private static async Task<VirtualAuthenticator> AuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        return new VirtualAuthenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    private sealed record VirtualAuthenticator(ICDPSession Session, string Id)
    {
        /// <summary>The phone is lost: its passkeys are gone.</summary>
        public Task<JsonElement?> ForgetAsync() =>
            Session.SendAsync("WebAuthn.clearCredentials", new Dictionary<string, object> { ["authenticatorId"] = Id });
    }
}
