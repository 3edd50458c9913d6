using System.Collections.Concurrent;
using CareMail.Demo;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Support;

/// <summary>The demo world in its own process and a browser to visit it with: one for all tests that only look and write mail.</summary>
public sealed class DemoWorld : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _sessions = new();
    private readonly ConcurrentBag<IBrowserContext> _windows = [];
    private CareMailProcess? _server;
    private Chromium? _chromium;

    public CareMailProcess Server => _server ?? throw new InvalidOperationException("Not started.");

    public IBrowser Browser => (_chromium ?? throw new InvalidOperationException("Not started.")).Browser;

    public async Task InitializeAsync()
    {
        // A busy machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(20_000);
        _server = await CareMailProcess.StartAsync("demo");
        _chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A window of this width in which the person has signed in.</summary>
    public async Task<IPage> OpenAsync(string person, int width = 1280, bool script = true)
    {
        // Signed in once a person: a code works once. The session then serves all their windows, as in one browser.
        var session = await _sessions.GetOrAdd(person, p => new(() => SignInAsync(p))).Value;
        return await NewPageAsync(width, script, session);
    }

    public async Task<IPage> NewPageAsync(int width = 1280, bool script = true, string? session = null)
    {
        var context = await Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Server.Url.ToString(),
                ViewportSize = new ViewportSize
                {
                    Width = width,
                    Height =
                        width < 500 ? 844
                        : width < 1000 ? 1180
                        : 900,
                },
                HasTouch = width < 1000,
                JavaScriptEnabled = script,
                StorageState = session,
                Locale = "en-GB",
                TimezoneId = "Europe/London",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        _windows.Add(context);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        return page;
    }

    /// <summary>After each test, so that the next one does not share the machine with the windows of all before it.</summary>
    public async Task CloseWindowsAsync()
    {
        while (_windows.TryTake(out var window))
        {
            await window.CloseAsync();
        }
    }

    internal SignIn PersonCalled(string name) =>
        SignInFile.Read(Path.Combine(Server.DataFolder, "sign-ins.json")).Single(s => s.Name == name);

    /// <summary>Through the two pages a person goes through.</summary>
    internal Task FillSignInAsync(IPage page, SignIn person) =>
        FillSignInAsync(page, person.Email, person.Password, person.TotpSecret);

    internal static async Task FillSignInAsync(IPage page, string email, string password, string secret)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(secret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    private async Task<string> SignInAsync(string person)
    {
        var page = await NewPageAsync();
        await FillSignInAsync(page, PersonCalled(person));
        var session = await page.Context.StorageStateAsync();
        return session;
    }
}

/// <summary>A class of tests in the shared world; each test leaves no window open.</summary>
[Collection(DemoWorldTests.Name)]
public abstract class BrowserTests(DemoWorld world) : IAsyncLifetime
{
    protected DemoWorld World => world;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => world.CloseWindowsAsync();
}

/// <summary>Tests of one collection run one after the other and share the world.</summary>
[CollectionDefinition(Name)]
public sealed class DemoWorldTests : ICollectionFixture<DemoWorld>
{
    public const string Name = "Demo world";
}
