using System.Text.RegularExpressions;
using CareMail.EndToEnd.Support;
using CareMail.Identity.SignIn;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Joining;

/// <summary>A home joins, in a real Chromium against the running program: from its name to the first message of its new owner.</summary>
public partial class JoinTests(DemoWorld world) : BrowserTests(world)
{
    private const string Caseworker = "Dilys Penhale";

    /// <summary>Homes of the sample registers that may join, with the contact ID on their manager's certificate.</summary>
    private static readonly (string Code, string Name, string ContactId)[] Homes =
    [
        ("VZQGF", "Dunlinhurst Care Centre", "CON1-9997000463"),
        ("VZPC8", "Rowangarth Support Services", "CON1-9997000059"),
        ("VZX2G", "Linnetshaw Support Services", "CON1-9997000685"),
        ("VZ8H4", "Gullenmarch Domiciliary Care", "CON1-9997000467"),
        ("VZRMF", "Ostlerthorpe Gardens", "CON1-9997000106"),
    ];

    [Theory]
    [InlineData(1280, true, 0)]
    [InlineData(390, true, 1)]
    [InlineData(390, false, 4)]
    public async Task A_home_joins_from_nothing_to_the_first_message_of_its_owner(int width, bool script, int which)
    {
        var home = Homes[which];
        var (email, mobile) = ($"gwen{which}@postbox.example", $"0770090040{which}");
        var page = await World.NewPageAsync(width, script);

        // Find the home, and be told at once.
        await page.GotoAsync("/join");
        await ShowAsync(page, $"join-1-find-{width}", script);
        await page.GetByLabel("Name, postcode, ODS code or CQC number").FillAsync(home.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await ShowAsync(page, $"join-2-found-{width}", script);
        await page.Locator("#places a").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("can join CareMail");
        await ShowAsync(page, $"join-3-answer-{width}", script);
        await page.GetByRole(AriaRole.Link, new() { Name = "Start the application" }).ClickAsync();
        await FillAsync(page, "E-mail address", email);
        await ShowAsync(page, $"join-4-start-{width}", script);
        await ContinueAsync(page);

        // Prove it, a wrong contact ID first.
        await ShowAsync(page, $"join-5-proof-{width}", script);
        await page.GetByLabel("With the CQC contact ID").CheckAsync();
        await ContinueAsync(page);
        await FillAsync(page, "Contact ID", "1-000000");
        await ContinueAsync(page);
        await Assertions
            .Expect(page.Locator(".nhsuk-error-summary"))
            .ToContainTextAsync("CQC holds no such contact ID");
        await ShowAsync(page, $"join-6-contact-{width}", script);
        await FillAsync(page, "Contact ID", home.ContactId);
        await ContinueAsync(page);

        // Name people; leave, and come back by the link.
        await NameAsync(
            page,
            "Gwen",
            $"Tarrant{Letter(which)}",
            owner: true,
            email,
            mobile,
            script ? $"join-7-person-{width}" : null
        );
        await page.GotoAsync("/join/later");
        await ShowAsync(page, $"join-8-later-{width}", script);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me the link and leave" }).ClickAsync();
        await page.GotoAsync("/join/people");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("There is no application here");
        await ShowAsync(page, $"join-9-nothing-{width}", script);
        await page.GotoAsync(await LinkToAsync(email));
        await ShowAsync(page, $"join-10-back-{width}", script);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await NameAsync(
            page,
            "Mo",
            $"Fenwick{Letter(which)}",
            owner: false,
            $"mo{which}@letterbox.example",
            $"0770090041{which}"
        );
        await ShowAsync(page, $"join-11-people-{width}", script);
        await ContinueAsync(page);
        await ShowAsync(page, $"join-12-check-{width}", script);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the application" }).ClickAsync();
        var reference = await page.Locator("#reference").InnerTextAsync();
        await ShowAsync(page, $"join-13-status-{width}", script);

        // A caseworker looks, tells the contact CQC holds, and approves.
        var desk = await World.OpenAsync(Caseworker, width, script);
        await desk.GotoAsync("/helpdesk/applications");
        await desk.Locator("#open tr", new() { HasText = reference }).Locator("a").ClickAsync();
        await Assertions.Expect(desk.Locator("#in-the-way")).ToContainTextAsync("has not been told");
        await ShowAsync(desk, $"desk-1-file-{width}", script);
        await desk.GetByRole(AriaRole.Button, new() { Name = "I told the contact CQC holds" }).ClickAsync();
        await desk.Locator("#Words").FillAsync("Welcome to CareMail.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Approve, make 2 accounts" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#said")).ToContainTextAsync("2 new accounts");
        await ShowAsync(desk, $"desk-2-approved-{width}", script);

        // User name by e-mail, password by text, five tasks, and the mail is open.
        var user = UserName().Match(await NoticeAsync(email, "user name, and your e-mail address, is")).Value;
        var password = Password().Match(await NoticeAsync(mobile, "temporary CareMail password")).Groups[1].Value;
        await page.GotoAsync("/demo/outbox");
        await ShowAsync(page, $"join-14-outbox-{width}", script);
        await GetInAsync(page, user, password);
        await page.WaitForURLAsync(url => url.Contains("/mail", StringComparison.Ordinal));

        // Her first message, from the home, reaches another home.
        var subject = $"Good morning {which}";
        await page.GotoAsync("/mail/write");
        await page.Locator("#to").FillAsync("care.vz001@caremail.example");
        await page.Locator("#subject").FillAsync(subject);
        await page.Locator("#text").FillAsync("We have joined. This is our address from now on.");
        await page.Locator("#send").ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Sent");
        await ShowAsync(page, $"join-15-sent-{width}", script);
        var amina = await World.OpenAsync("Amina Yusuf", width);
        await amina.GotoAsync("/mail");
        await Assertions.Expect(amina.Locator("#rows .cm-row", new() { HasText = subject })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_caseworker_s_morning(int width)
    {
        var desk = await World.OpenAsync(Caseworker, width);
        await desk.GotoAsync("/helpdesk/applications");
        await desk.StandsAsync($"morning-1-queue-{width}");

        // Owners differ between the registers: it is marked, and said.
        await desk.Locator("#open a", new() { HasText = "Quernmere" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#registers .cm-diff")).ToContainTextAsync("Name differs");
        await Assertions.Expect(desk.Locator("#rule")).ToContainTextAsync("hierarchy_mismatch");
        await desk.StandsAsync($"morning-2-differs-{width}");

        // Rejecting asks once more; going back changes nothing.
        await desk.Locator("#Words").FillAsync("Who runs the home?");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Reject with a reason" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#decide")).ToContainTextAsync("Reject for good?");
        await desk.StandsAsync($"morning-3-sure-{width}");
        await desk.GetByRole(AriaRole.Link, new() { Name = "No, go back" }).ClickAsync();

        // Left to a person: nothing proved, dormant.
        await desk.GotoAsync("/helpdesk/applications");
        await desk.Locator("#open a", new() { HasText = "Mossenfold" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#rule")).ToContainTextAsync("cqc_dormant");
        await Assertions.Expect(desk.Locator("#in-the-way")).ToContainTextAsync("not proved");
        await desk.StandsAsync($"morning-4-review-{width}");

        // Somebody of the next one has an account.
        await desk.GotoAsync("/helpdesk/applications");
        await desk.Locator("#open a", new() { HasText = "Drayfield" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#people")).ToContainTextAsync("Has an account: link");
        await desk.StandsAsync($"morning-5-link-{width}");
        await desk.GotoAsync("/helpdesk/callbacks");
        await desk.StandsAsync($"morning-6-callbacks-{width}");
    }

    [Fact]
    public async Task A_code_is_rung_through_and_a_question_is_answered()
    {
        var home = Homes[2];
        const string email = "xanthe@postbox.example";
        var page = await World.NewPageAsync();
        await page.GotoAsync($"/join/home/{home.Code}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start the application" }).ClickAsync();
        await FillAsync(page, "E-mail address", email);
        await ContinueAsync(page);
        await page.GetByText("With a code read out by telephone").ClickAsync();
        await ContinueAsync(page);
        await page.StandsAsync("ring-1-wait-1280");

        var desk = await World.OpenAsync(Caseworker);
        await desk.GotoAsync("/helpdesk/applications");
        await desk.StandsAsync("ring-2-queue-1280");
        await desk.Locator("#to-ring a", new() { HasText = "Linnetshaw" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "I am on the line" }).ClickAsync();
        await desk.StandsAsync("ring-3-code-1280");
        var code = await desk.Locator("#code").InnerTextAsync();
        await FillAsync(page, "Six-digit code", code);
        await ContinueAsync(page);
        await NameAsync(page, "Xanthe", "Vetchley", owner: true, email, "07700900421");
        await NameAsync(page, "Una", "Sorrel", owner: true, "una@letterbox.example", "07700900422");
        await ContinueAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the application" }).ClickAsync();
        var reference = await page.Locator("#reference").InnerTextAsync();

        await desk.GotoAsync("/helpdesk/applications");
        await desk.Locator("#open tr", new() { HasText = reference }).Locator("a").ClickAsync();
        await desk.Locator("#Words").FillAsync("Is Una Sorrel the deputy?");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Ask the applicant" }).ClickAsync();
        await page.ReloadAsync();
        await page.StandsAsync("ring-4-asked-1280");
        await FillAsync(page, "Your answer", "Yes, since May.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the answer" }).ClickAsync();
        await Assertions.Expect(page.Locator("#so-far")).ToContainTextAsync("Yes, since May.");
        await desk.ReloadAsync();
        await Assertions.Expect(desk.Locator("#so-far")).ToContainTextAsync("Yes, since May.");
    }

    [Fact]
    public async Task The_main_path_is_walked_by_keyboard_alone()
    {
        var home = Homes[3];
        var page = await World.NewPageAsync();
        await page.GotoAsync("/join");
        await TabToAsync(page, "input#Q");
        await page.Keyboard.TypeAsync(home.Code);
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#places a");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("/join/home/", StringComparison.Ordinal));
        await TabToAsync(page, "a.nhsuk-button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("/join/start/", StringComparison.Ordinal));
        await TabToAsync(page, "input#Email");
        await page.Keyboard.TypeAsync("keys@postbox.example");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/join/proof", StringComparison.Ordinal));
        await TabToAsync(page, "input#Way");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/contact-id", StringComparison.Ordinal));
        await TabToAsync(page, "input#ContactId");
        await page.Keyboard.TypeAsync(home.ContactId);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/join/people", StringComparison.Ordinal));
        await NameByKeysAsync(page, "Una", "Keyes", "una.keyes@letterbox.example", "07700900431");
        await NameByKeysAsync(page, "Ivo", "Keyes", "ivo.keyes@letterbox.example", "07700900432");
        await TabToAsync(page, "button.nhsuk-button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/join/answers", StringComparison.Ordinal));
        await TabToAsync(page, "button.nhsuk-button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/join/status", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("We have your application");
    }

    [Theory]
    [InlineData("VZRKM", "its data security toolkit has run out")]
    [InlineData("VZ2YW", "joins by another way")]
    [InlineData("VZVW6", "already with us")]
    [InlineData("1-999900000566", "can prepare an application")]
    public async Task Answers_that_are_no_plain_yes_stand_too(string code, string heading)
    {
        foreach (var width in new[] { 1280, 390 })
        {
            var page = await World.NewPageAsync(width);
            await page.GotoAsync("/join/home/" + code);
            await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(heading);
            await page.StandsAsync($"answer-{code}-{width}");
        }
    }

    [Fact]
    public async Task Other_ways_in_and_a_new_organisation_stand()
    {
        foreach (var width in new[] { 1280, 390 })
        {
            var page = await World.NewPageAsync(width);
            await page.GotoAsync("/join/other");
            await page.StandsAsync($"other-1-{width}");
            await page.GetByRole(AriaRole.Link, new() { Name = "A hospice" }).ClickAsync();
            await page.StandsAsync($"other-2-hospice-{width}");
            await page.GotoAsync("/join/tell-me/VZRKM");
            await page.StandsAsync($"other-3-tell-me-{width}");
            var platform = await World.OpenAsync("Rosa Delgado", width);
            await platform.GotoAsync("/organisations/new");
            await platform.StandsAsync($"other-4-organisation-{width}");
        }
    }

    /// <summary>axe is a script: where none runs, only a picture is taken.</summary>
    private static Task ShowAsync(IPage page, string name, bool script) =>
        script ? page.StandsAsync(name) : PageCheck.PictureAsync(page, "no-script-" + name);

    /// <summary>The five tasks, as a newcomer does them.</summary>
    private static async Task GetInAsync(IPage page, string user, string password)
    {
        await page.GotoAsync("/sign-in");
        await FillAsync(page, "E-mail address", user);
        await page.Locator("#Password").FillAsync(password);
        await ContinueAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" })
            .Or(page.GetByRole(AriaRole.Link, new() { Name = "Continue" }))
            .First.ClickAsync();
        await page.Locator("#Password").FillAsync("lantern gravel otter");
        await page.Locator("#Again").FillAsync("lantern gravel otter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        var accept = page.Locator("#Accept");
        while (await accept.CountAsync() == 0)
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Read part") }).ClickAsync();
        }

        await accept.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept and go on" }).ClickAsync();
        await page.GetByLabel("An app on your phone").CheckAsync();
        await ContinueAsync(page);
        var secret = string.Concat((await page.Locator("#key").TextContentAsync())!.Where(char.IsLetterOrDigit));
        var step = Authenticator.StepAt(TimeProvider.System.GetUtcNow());
        await page.Locator("#Code").FillAsync(Authenticator.Code(Base32.Decode(secret)!, step));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and go on" }).ClickAsync();
        var keep = page.GetByRole(AriaRole.Button, new() { Name = "I have kept them, go on" });
        if (await keep.CountAsync() == 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Show my codes" }).ClickAsync();
        }

        await keep.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();
        await page.Locator("#Secret").FillAsync("copperkettlemoon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and open my mail" }).ClickAsync();
    }

    private static async Task NameAsync(
        IPage page,
        string first,
        string last,
        bool owner,
        string email,
        string mobile,
        string? picture = null
    )
    {
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Name (the first|another) person") })
            .ClickAsync();
        await FillAsync(page, "First name", first);
        await FillAsync(page, "Last name", last);
        await page.GetByLabel(owner ? "An owner" : "A member").CheckAsync();
        await FillAsync(page, "Personal e-mail address", email);
        await FillAsync(page, "UK mobile number", mobile);
        if (picture is not null)
        {
            await page.StandsAsync(picture);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith("/join/people", StringComparison.Ordinal));
    }

    private static async Task NameByKeysAsync(IPage page, string first, string last, string email, string mobile)
    {
        await TabToAsync(page, "a[href='/join/people/add']");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/add", StringComparison.Ordinal));
        await TabToAsync(page, "input#FirstName");
        await page.Keyboard.TypeAsync(first);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(last);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(mobile);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith("/join/people", StringComparison.Ordinal));
    }

    /// <summary>Presses Tab until this has the focus: what cannot be reached so fails.</summary>
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await page.Locator($"{selector}:focus").CountAsync() > 0)
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{selector} is not reached by the keyboard.");
    }

    private async Task<string> LinkToAsync(string email) => Link().Match(await NoticeAsync(email, "/join/back/")).Value;

    /// <summary>The newest notice to somebody that says this, as the demo's outbox shows it.</summary>
    private async Task<string> NoticeAsync(string to, string says)
    {
        var page = await World.NewPageAsync();
        var notice = page.Locator("#notices li", new() { HasText = to }).Filter(new() { HasText = says });
        for (var i = 0; i < 50; i++)
        {
            await page.GotoAsync("/demo/outbox");
            if (await notice.CountAsync() > 0)
            {
                return await notice.First.InnerTextAsync();
            }
        }

        throw new InvalidOperationException($"Nothing reached {to} that says “{says}”.");
    }

    private static Task FillAsync(IPage page, string label, string value) =>
        page.GetByLabel(label, new() { Exact = true }).FillAsync(value);

    private static Task ContinueAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

    // Names without figures.
    private static char Letter(int number) => (char)('a' + number);

    [GeneratedRegex(@"/join/back/\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"\S+@caremail\.example")]
    private static partial Regex UserName();

    [GeneratedRegex(@"password is (\S+)")]
    private static partial Regex Password();
}
