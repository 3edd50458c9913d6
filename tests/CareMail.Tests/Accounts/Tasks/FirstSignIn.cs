using CareMail.Identity.SignIn;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts.Tasks;

/// <summary>A newcomer at a browser without scripts, doing the tasks as the pages ask for them.</summary>
internal sealed class FirstSignIn(TestBrowser browser, Newcomer person)
{
    public const string Password = "kettle-harbour-saucer";
    public const string Secret = "lanternotterbread";

    public static readonly string[] Paths =
    [
        "/sign-in/tasks/password",
        "/sign-in/tasks/policy",
        "/sign-in/tasks/second-factor",
        "/sign-in/tasks/profile",
        "/sign-in/tasks/secret",
    ];

    public TestBrowser Browser => browser;

    public Newcomer Person => person;

    /// <summary>Of the app, once it was set up.</summary>
    public string AppSecret { get; private set; } = "";

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public Task<Answer> SignInAsync(string? password = null) =>
        browser.PostAsync(
            "/sign-in",
            new() { ["UserName"] = person.Address, ["Password"] = password ?? person.Password }
        );

    public Task<Answer> ChoosePasswordAsync() =>
        browser.PostAsync(Paths[0], new() { ["Password"] = Password, ["Again"] = Password });

    public async Task<Answer> AcceptPolicyAsync()
    {
        var page = await browser.GetAsync(Paths[1] + "?part=1");
        while (page.Page.QuerySelector("#Accept") is null)
        {
            var next = await browser.SendAsync(Paths[1], page.Page, []);
            page = await browser.GetAsync(next.Location!);
        }

        return await browser.SendAsync(Paths[1], page.Page, new() { ["Accept"] = "true" });
    }

    public async Task<Answer> SetUpAppAsync()
    {
        var page = await browser.GetAsync(Paths[2] + "/app");
        AppSecret = string.Concat(page.Page.QuerySelector("#key")!.TextContent.Where(c => c != ' '));
        return await browser.SendAsync(Paths[2] + "/app", page.Page, new() { ["Code"] = Code() });
    }

    public string Code(int later = 0) =>
        Authenticator.Code(Base32.Decode(AppSecret)!, Authenticator.StepAt(TimeProvider.System.GetUtcNow()) + later);

    public async Task<Answer> KeepCodesAsync()
    {
        var shown = await browser.PostAsync(Paths[2] + "/codes", [], form: "Show my codes");
        RecoveryCodes = [.. shown.Page.QuerySelectorAll("#codes li").Select(li => li.TextContent)];
        return await browser.SendAsync(Paths[2] + "/codes", shown.Page, [], form: "I have kept them");
    }

    public Task<Answer> FillProfileAsync() =>
        browser.PostAsync(
            Paths[3],
            new()
            {
                ["KnownAs"] = "Ifeoluwa",
                ["JobTitle"] = "Senior carer",
                ["Mobile"] = "+44 7700 900123",
                ["MobileIsShown"] = "false",
            }
        );

    public Task<Answer> ChooseSecretAsync() => browser.PostAsync(Paths[4], new() { ["Secret"] = Secret });

    /// <summary>From the password to the open mail.</summary>
    public async Task<Answer> WholeWayAsync(int tasks = 5)
    {
        var answer = await SignInAsync();
        if (tasks > 0)
        {
            answer = await ChoosePasswordAsync();
        }

        if (tasks > 1)
        {
            answer = await AcceptPolicyAsync();
        }

        if (tasks > 2)
        {
            await SetUpAppAsync();
            answer = await KeepCodesAsync();
        }

        if (tasks > 3)
        {
            answer = await FillProfileAsync();
        }

        return tasks > 4 ? await ChooseSecretAsync() : answer;
    }
}
