using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Identity;

/// <summary>Signing in with another service: a real OpenID provider, a real browser. RFC 7636 (the provider insists on it).</summary>
public sealed class ExternalSignInTests : IAsyncLifetime
{
    private const string Provider = "Fictmarket Council";

    private CareMailProcess _server = null!;
    private OidcProvider _provider = null!;
    private Chromium _chromium = null!;
    private string _issuer = "";

    [Fact]
    public async Task The_first_time_is_confirmed_by_one_s_own_sign_in_and_from_then_on_one_goes_straight_in()
    {
        var person = await ActivePerson.MakeAsync(_server, "Hanna", "Lindqvist");

        // Known there, unknown here: nothing is opened and nothing is made.
        var page = await PageAsync();
        await AtTheProviderAsync(page, "hanna.vz001");
        await page.GetByRole(AriaRole.Heading, new() { Name = "One thing, this first time" }).WaitForAsync();
        await page.StandsAsync("10a-first-time-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in to CareMail" }).ClickAsync();
        await FillAsync(page, person.Email, person.Password);
        await page.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(person.TotpSecret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, both are me" }).WaitForAsync();
        await page.StandsAsync("10b-link-1280");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, both are me" }).ClickAsync();
        await page.GetByText($"From now on you can sign in with {Provider}.").WaitForAsync();

        // RFC 7628: a mail program that asks the provider itself.
        await using var imap = await RawImap.SignInWithTokenAsync(_server, await MailTokenAsync(page));
        await imap.CommandAsync("SELECT INBOX");

        // In another browser: no password of ours, but our second question, for nothing of theirs counts as one.
        var next = await PageAsync();
        await AtTheProviderAsync(next, "hanna.vz001");
        await next.GetByRole(AriaRole.Heading, new() { Name = "You are back" }).WaitForAsync();
        await next.StandsAsync("10c-back-1280");
        await next.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await next.GetByLabel("Six-digit code").WaitForAsync();
        await next.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code instead" }).ClickAsync();
        await next.GetByLabel("Recovery code").FillAsync(person.Codes[0]);
        await next.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await next.WaitForURLAsync("**/mail**");
    }

    [Fact]
    public async Task Who_works_elsewhere_is_not_linked()
    {
        var person = await ActivePerson.MakeAsync(_server, "Ivo", "Marsh");
        var page = await PageAsync();

        await AtTheProviderAsync(page, "ivo.zz999");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in to CareMail" }).ClickAsync();
        await FillAsync(page, person.Email, person.Password);
        await page.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(person.TotpSecret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, both are me" }).ClickAsync();

        await page.GetByText("does not say that you work where your account here is").First.WaitForAsync();
    }

    [Fact]
    public async Task Who_turns_back_at_the_provider_is_not_signed_in()
    {
        var page = await PageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with " + Provider }).ClickAsync();

        await page.GetByText("Cancel").First.ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "You are not signed in" }).WaitForAsync();
        await page.StandsAsync("10d-turned-back-1280");
    }

    public async Task InitializeAsync()
    {
        var port = OidcProvider.FreePort();
        _issuer = $"http://localhost:{port}";
        _server = await CareMailProcess.StartAsync(
            "demo",
            settings: new()
            {
                ["CAREMAIL_OIDC_ISSUER"] = _issuer,
                ["CAREMAIL_OIDC_CLIENT"] = "caremail",
                ["CAREMAIL_OIDC_SECRET"] = "a secret of the tests",
                ["CAREMAIL_OIDC_NAME"] = Provider,
                ["CAREMAIL_OIDC_ODS"] = "ods_code",
            }
        );
        _provider = await OidcProvider.StartAsync(port, new Uri(_server.Url, "/sign-in/external/callback"));
        _chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await _provider.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<IPage> PageAsync()
    {
        var context = await _chromium.Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = _server.Url.ToString(),
                ViewportSize = new() { Width = 1280, Height = 900 },
            }
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        return page;
    }

    /// <summary>The provider's own pages: a name, any password, and a yes to what we ask for.</summary>
    private static async Task AtTheProviderAsync(IPage page, string name)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with " + Provider }).ClickAsync();
        await page.Locator("input[name=login]").FillAsync(name);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in/external/back");
    }

    /// <summary>RFC 8252, RFC 9068: the browser comes back to an address of the program, which changes the code into a token.</summary>
    private async Task<string> MailTokenAsync(IPage page)
    {
        const string Back = "http://127.0.0.1:47999/done";
        var verifier = RandomNumberGenerator.GetHexString(64);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var coming = page.WaitForRequestAsync(r => r.Url.StartsWith(Back, StringComparison.Ordinal));
        await page.GotoAsync(
            $"{_issuer}/auth?client_id=mail-program&response_type=code&scope=openid%20mail&resource=urn:caremail"
                + $"&redirect_uri={Uri.EscapeDataString(Back)}&code_challenge={challenge}&code_challenge_method=S256"
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        var code = HttpUtility.ParseQueryString(new Uri((await coming).Url).Query)["code"]!;
        using var http = new HttpClient();
        using var asked = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = "mail-program",
                ["code"] = code,
                ["code_verifier"] = verifier,
                ["redirect_uri"] = Back,
                ["resource"] = "urn:caremail",
            }
        );
        using var answer = await http.PostAsync(new Uri($"{_issuer}/token"), asked);
        var token = await answer.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
        return token!["access_token"].GetString()!;
    }

    private static async Task FillAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
