using System.Globalization;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using CareMail.Demo;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Helpdesk;

/// <summary>The helpdesk and a campaign in a real Chromium, each to its end, in a world of their own: it moves the clock.</summary>
public sealed partial class HelpdeskTests : IAsyncLifetime
{
    private readonly DemoWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_call_a_lost_secret_and_a_lost_mailbox_each_come_to_an_end()
    {
        await CallAsync();
        await LostSecretAsync();
        await LostMailboxAsync();
    }

    [Fact]
    public async Task A_campaign_goes_through_its_stages_at_every_door()
    {
        var orla = _world.PersonCalled("Orla Keane");
        var page = await _world.OpenAsync(orla.Name);

        // Pages ask first: mail is open everywhere.
        await page.GotoAsync("/mail");
        await Assertions.Expect(page.Locator("#rows")).ToBeVisibleAsync();
        await page.GotoAsync("/account");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("What is left to do");
        await page.StandsAsync("campaign-1-checklist-1280");
        Assert.True(await ImapOpensAsync(orla));
        Assert.True(await SubmissionOpensAsync(orla));

        // The service gives the last stage a day.
        var rosa = await _world.OpenAsync("Rosa Delgado");
        await rosa.GotoAsync("/campaigns");
        await rosa.StandsAsync("campaign-2-all-1280");
        await rosa.GotoAsync("/campaigns/account-secret");
        await rosa.StandsAsync("campaign-3-one-1280");
        await rosa.GetByLabel("Mail is closed too").CheckAsync();
        await rosa.Locator("#Day").FillAsync("2026-11-25");
        await rosa.Locator("#Reason").FillAsync("Decided by the board");
        await rosa.GetByRole(AriaRole.Button, new() { Name = "Keep the day" }).ClickAsync();
        await Assertions.Expect(rosa.Locator("#said")).ToHaveTextAsync("The day is kept.");
        await page.GotoAsync("/account/checklist");
        await Assertions.Expect(page.Locator("#deadline")).ToHaveTextAsync("This by 25 November 2026.");
        await Assertions.Expect(page.Locator("#tasks")).ToContainTextAsync("By 25 November 2026");
        var narrow = await _world.OpenAsync("Rosa Delgado", 390);
        await narrow.GotoAsync("/campaigns/account-secret");
        await narrow.StandsAsync("campaign-3-one-390");
        var phone = await _world.OpenAsync(orla.Name, 390);
        await phone.GotoAsync("/account/checklist");
        await phone.StandsAsync("campaign-1-checklist-390");

        // The day comes: every door is closed, and mail still arrives.
        await MoveClockAsync("2026-11-25T08:00:00Z");
        Assert.False(await ImapOpensAsync(orla));
        Assert.False(await SubmissionOpensAsync(orla));
        Assert.StartsWith("250", await RecipientAsync(orla.Email), StringComparison.Ordinal);
        var late = await _world.NewPageAsync();
        await late.GotoAsync("/sign-in");
        await late.GetByLabel("E-mail address").FillAsync(orla.Email);
        await late.GetByLabel("Password", new() { Exact = true }).FillAsync(orla.Password);
        await late.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await late.GetByLabel("Six-digit code").FillAsync(await NextCodeAsync(orla));
        await late.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await late.GetByText("Account Secret").First.WaitForAsync();
        Assert.Contains("/sign-in/tasks", late.Url, StringComparison.Ordinal);
        await late.GotoAsync("/sign-in/tasks/secret");
        await late.Locator("#Secret").FillAsync("copperkettlemoon");
        await late.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();
        await late.WaitForURLAsync("**/mail**");

        // Done: every door opens.
        Assert.True(await ImapOpensAsync(orla));
        Assert.True(await SubmissionOpensAsync(orla));
        await late.GotoAsync("/account");
        await Assertions.Expect(late.Locator("h1")).ToHaveTextAsync("My dates and devices");
    }

    /// <summary>Jonah rings; three letters, a wrong one first; a temporary password goes to his mobile.</summary>
    private async Task CallAsync()
    {
        var jonah = _world.PersonCalled("Jonah Pike");
        var desk = await _world.OpenAsync("Owen Tiller");
        await desk.GotoAsync("/helpdesk/cases");
        await desk.StandsAsync("desk-cases-1280");
        await desk.GetByRole(AriaRole.Link, new() { Name = "Somebody is on the line" }).ClickAsync();
        await desk.StandsAsync("desk-new-case-1280");
        await desk.GetByLabel("The caller’s name").FillAsync("Jonah Pike");
        await desk.GetByLabel("The number to ring back").FillAsync("01632 960411");
        await desk.GetByLabel("The e-mail address it is about").FillAsync(jonah.Email);
        await desk.GetByLabel("I cannot sign in").CheckAsync();
        await desk.GetByLabel("What happened").FillAsync("The password is gone.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#change")).ToContainTextAsync("Nothing is changed before");
        await desk.StandsAsync("desk-case-1-1280");
        var address = desk.Url;

        await TypeLettersAsync(desk, "zzzzzzzzzzzzzzzzzzzz");
        await Assertions.Expect(desk.Locator(".nhsuk-error-summary")).ToContainTextAsync("Not passed");
        await TypeLettersAsync(desk, jonah.AccountSecret);
        await Assertions.Expect(desk.Locator("#said")).ToContainTextAsync("Passed");
        await desk.StandsAsync("desk-case-2-known-1280");
        await desk.Locator("#Why").FillAsync("Forgot his password on leave");
        await desk.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Reset") }).ClickAsync();
        await Assertions.Expect(desk.Locator("#said")).ToContainTextAsync("Nobody here sees it");
        await desk.Locator("#Words").FillAsync("He is in again.");
        await desk.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Settle") }).ClickAsync();
        await Assertions.Expect(desk.Locator("#so-far")).ToContainTextAsync("Sign-in reset");
        await desk.StandsAsync("desk-case-3-settled-1280");
        var narrow = await _world.OpenAsync("Owen Tiller", 390);
        await narrow.GotoAsync(address);
        await narrow.StandsAsync("desk-case-3-settled-390");
        await narrow.GotoAsync("/helpdesk/cases");
        await narrow.StandsAsync("desk-cases-390");

        await GetsInAsync(jonah, "07700900502", "desk-4-tasks-1280");
    }

    /// <summary>Abe forgot his secret: his own administrator knows him, and makes his account secure again.</summary>
    private async Task LostSecretAsync()
    {
        var abe = _world.PersonCalled("Abe Coker");
        var admin = await _world.OpenAsync("Grace Attwood", 390);
        await admin.GotoAsync("/helpdesk/cases/new");
        await admin.GetByLabel("The caller’s name").FillAsync("Abe Coker");
        await admin.GetByLabel("The number to ring back").FillAsync("01632 960415");
        await admin.GetByLabel("The e-mail address it is about").FillAsync(abe.Email);
        await admin.GetByLabel("I forgot my Account Secret").CheckAsync();
        await admin.GetByLabel("What happened").FillAsync("He stands in front of me.");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await admin.GetByText("I know them in another way").ClickAsync();
        await admin.GetByLabel("By our local policy").CheckAsync();
        await admin.Locator("#Seen").FillAsync("His staff badge, face to face.");
        await admin.Locator("#Reason").FillAsync("He forgot the secret.");
        await admin.StandsAsync("desk-5-identify-390");
        await admin.GetByRole(AriaRole.Button, new() { Name = "I am sure it is them" }).ClickAsync();
        await Assertions.Expect(admin.Locator("#said")).ToContainTextAsync("You may change this account now");
        await admin.Locator("#Why").FillAsync("Secret forgotten");
        await admin.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Make secure again") }).ClickAsync();
        await Assertions.Expect(admin.Locator("#said")).ToContainTextAsync("30 days");
        Assert.False(await ImapOpensAsync(abe));
        await GetsInAsync(abe, "07700900503", "desk-6-everything-anew-1280");
    }

    /// <summary>Nobody at Jorrelside reaches its mailbox: CQC's number is rung, and Nia becomes its owner.</summary>
    private async Task LostMailboxAsync()
    {
        var desk = await _world.OpenAsync("Owen Tiller");
        await desk.GotoAsync("/helpdesk/cases/new");
        await desk.GetByLabel("The caller’s name").FillAsync("Nia Bevan");
        await desk.GetByLabel("The number to ring back").FillAsync("01632 960413");
        await desk.GetByLabel("The home’s code").FillAsync("VZCQ0");
        await desk.GetByLabel("Nobody here can reach our shared mailbox").CheckAsync();
        await desk.GetByLabel("What happened").FillAsync("Our manager left.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Open the case" }).ClickAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Give the home its mailbox back" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#owner")).ToContainTextAsync("Only after the home has said");
        await Assertions.Expect(desk.Locator("main")).ToContainTextAsync("01914 980154");
        await desk.StandsAsync("desk-7-ring-1280");
        await desk.GetByLabel("They know of it and agree").CheckAsync();
        await desk.Locator("#Words").FillAsync("The deputy manager, Mrs Hart: Nia is to own it.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Keep the call" }).ClickAsync();
        await desk.GetByLabel("First name").FillAsync("Nia");
        await desk.GetByLabel("Last name").FillAsync("Bevan");
        await desk.GetByLabel("Their own UK mobile").FillAsync("07700 900509");
        await desk.GetByLabel("Their own e-mail address").FillAsync("nia.bevan@postbox.example");
        await desk.StandsAsync("desk-8-owner-1280");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Make an account and an owner" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#said")).ToContainTextAsync("Nia Bevan is an owner of care.vzcq0");
        Assert.Contains("temporary", await NoticeAsync("07700900509"), StringComparison.Ordinal);
        // The owner there was learns of it in her own inbox.
        var vera = _world.PersonCalled("Vera Lund");
        await using var imap = await RawImap.SignInAsync(_world.Server, vera.Email, vera.DevicePassword);
        var told = false;
        await foreach (var message in imap.MessagesAsync("INBOX"))
        {
            told |= Encoding.UTF8.GetString(message).Contains("Nia Bevan is now an owner", StringComparison.Ordinal);
        }

        Assert.True(told, "Vera was not told.");
        var narrow = await _world.OpenAsync("Owen Tiller", 390);
        await narrow.GotoAsync(desk.Url);
        await narrow.StandsAsync("desk-8-owner-390");
        var street = await _world.NewPageAsync(390);
        await street.GotoAsync("/help/ask");
        await street.StandsAsync("desk-9-ask-390");
    }

    private async Task GetsInAsync(SignIn person, string mobile, string picture)
    {
        var password = Password().Match(await NoticeAsync(mobile)).Groups[1].Value;
        var page = await _world.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in/tasks**");
        await page.StandsAsync(picture);
    }

    private static async Task TypeLettersAsync(IPage desk, string secret)
    {
        foreach (var (at, label) in (await desk.Locator("#letters label").AllInnerTextsAsync()).Index())
        {
            var place = int.Parse(label.Split(' ')[1], CultureInfo.InvariantCulture);
            await desk.Locator($"#letter-{at}").FillAsync(secret[place - 1].ToString());
        }

        await desk.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
    }

    /// <summary>The newest text message or letter to somebody outside, as the demo's outbox shows it.</summary>
    private async Task<string> NoticeAsync(string to)
    {
        var page = await _world.NewPageAsync();
        var notice = page.Locator("#notices li", new() { HasText = to });
        for (var i = 0; i < 50; i++)
        {
            await page.GotoAsync("/demo/outbox");
            if (await notice.CountAsync() > 0)
            {
                return await notice.First.InnerTextAsync();
            }
        }

        throw new InvalidOperationException($"Nothing reached {to}.");
    }

    private async Task MoveClockAsync(string now)
    {
        using var http = new HttpClient { BaseAddress = _world.Server.Url };
        var moved = await http.PostAsJsonAsync(new Uri("/demo/clock", UriKind.Relative), new { now });
        moved.EnsureSuccessStatusCode();
    }

    /// <summary>A code of the next half minute: the one before was used to sign in a moment ago.</summary>
    private static async Task<string> NextCodeAsync(SignIn person)
    {
        await Task.Yield();
        var step = CareMail.Identity.SignIn.Authenticator.StepAt(TimeProvider.System.GetUtcNow()) + 1;
        return CareMail.Identity.SignIn.Authenticator.Code(
            CareMail.Identity.SignIn.Base32.Decode(person.TotpSecret)!,
            step
        );
    }

    private async Task<bool> ImapOpensAsync(SignIn person)
    {
        using var tcp = new TcpClient();
        await using var tls = await TlsAsync(tcp, _world.Server.Imaps);
        using var reader = new StreamReader(tls, Encoding.ASCII);
        await reader.ReadLineAsync();
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN \"{person.Email}\" \"{person.DevicePassword}\"\r\n"));
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("a ", StringComparison.Ordinal))
            {
                return line.StartsWith("a OK", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private async Task<bool> SubmissionOpensAsync(SignIn person)
    {
        using var tcp = new TcpClient();
        await using var tls = await TlsAsync(tcp, _world.Server.Submissions);
        using var reader = new StreamReader(tls, Encoding.ASCII);
        await reader.ReadLineAsync();
        await tls.WriteAsync("EHLO client.example\r\n"u8.ToArray());
        while ((await reader.ReadLineAsync())?.StartsWith("250-", StringComparison.Ordinal) == true) { }

        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{person.Email}\0{person.DevicePassword}"));
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"AUTH PLAIN {plain}\r\n"));
        return (await reader.ReadLineAsync())?.StartsWith("235", StringComparison.Ordinal) == true;
    }

    /// <summary>What another server hears when it has a message for this address.</summary>
    private async Task<string> RecipientAsync(string address)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", _world.Server.Smtp);
        using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
        await reader.ReadLineAsync();
        var answer = "";
        foreach (var line in new[] { "HELO mx.example.org", "MAIL FROM:<a@example.org>", $"RCPT TO:<{address}>" })
        {
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            answer = await reader.ReadLineAsync() ?? "";
        }

        return answer;
    }

    private static async Task<SslStream> TlsAsync(TcpClient tcp, int port)
    {
        await tcp.ConnectAsync("127.0.0.1", port);
        // The self-signed certificate of a data folder made a moment ago.
        var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    [GeneratedRegex(@"password is (\S+)")]
    private static partial Regex Password();
}
