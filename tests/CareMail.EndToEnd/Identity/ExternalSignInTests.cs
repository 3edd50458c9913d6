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
        _server = await CareMailProcess.StartAsync(
            "demo",
            settings: new()
            {
                ["CAREMAIL_OIDC_ISSUER"] = $"http://localhost:{port}",
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

    private static async Task FillAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
