using System.Text;
using System.Text.RegularExpressions;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Webmail;

/// <summary>What care staff do all night, in a real Chromium against the running program.</summary>
public class JourneyTests(DemoWorld world) : BrowserTests(world)
{
    private const string Home = "care.vz001@caremail.example";

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_hospital_writes_to_a_home_which_reads_downloads_and_replies_and_a_colleague_sees_it(int width)
    {
        var subject = $"Transfer letter {width}";
        var summary = Encoding.UTF8.GetBytes("%PDF-1.4 discharge summary");

        // The hospital writes, with an attachment.
        var hospital = await World.OpenAsync("Priya Nandakumar", width);
        await hospital.GotoAsync("/mail/write");
        await hospital.Locator("#to").FillAsync(Home);
        await hospital.Locator("#to").PressAsync("Enter");
        await hospital.Locator(".cm-pill").WaitForAsync();
        await hospital.Locator("#subject").FillAsync(subject);
        await hospital.Locator("#text").FillAsync("Dear colleagues,\n\nplease see the letter.\n\nPriya");
        await hospital
            .Locator("#file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "Transfer letter.pdf",
                    MimeType = "application/pdf",
                    Buffer = summary,
                }
            );
        await hospital.Locator("#files .cm-file").WaitForAsync();
        await hospital.StandsAsync($"journey-1-write-{width}");
        await hospital.Locator("#send").ClickAsync();
        await Assertions.Expect(hospital.Locator("#said")).ToContainTextAsync("Sent");
        await hospital.StandsAsync($"journey-2-sent-{width}");

        // A member of the home opens the shared mailbox, reads and downloads.
        var joy = await World.OpenAsync("Joy Okafor", width);
        await joy.GotoAsync("/mail");
        var row = joy.Locator("#rows .cm-row", new() { HasText = subject });
        await Assertions.Expect(row).ToContainTextAsync("Unread");
        await joy.StandsAsync($"journey-3-inbox-{width}");
        await row.Locator("a").ClickAsync();
        await Assertions.Expect(joy.Locator("#subject")).ToHaveTextAsync(subject);
        await Assertions.Expect(joy.Locator("#read")).ToContainTextAsync("Own service");
        await joy.StandsAsync($"journey-4-read-{width}");
        var download = await joy.RunAndWaitForDownloadAsync(() => joy.Locator(".cm-file").ClickAsync());
        Assert.Equal("Transfer letter.pdf", download.SuggestedFilename);
        Assert.Equal(summary, await File.ReadAllBytesAsync(await download.PathAsync()));

        // She replies; the answer comes from the home, not from her.
        await joy.Locator("#reply").ClickAsync();
        await Assertions.Expect(joy.Locator("#text")).ToBeFocusedAsync();
        await joy.Keyboard.TypeAsync("Thank you, the room is ready.");
        await joy.StandsAsync($"journey-5-reply-{width}");
        await joy.Locator("#send").ClickAsync();
        await Assertions.Expect(joy.Locator("#said")).ToContainTextAsync("Sent");

        // A colleague sees that it is read, by whom, and answered.
        var tom = await World.OpenAsync("Tom Fairley", width);
        await tom.GotoAsync("/mail");
        row = tom.Locator("#rows .cm-row", new() { HasText = subject });
        await Assertions.Expect(row).ToContainTextAsync("Answered");
        await Assertions.Expect(row).Not.ToContainTextAsync("Unread");
        await row.Locator("a").ClickAsync();
        await Assertions.Expect(tom.Locator("#seen")).ToContainTextAsync("Joy Okafor");
        await tom.StandsAsync($"journey-6-colleague-{width}");

        // And the hospital has the answer, from the home's address.
        await hospital.GotoAsync("/mail");
        var answer = await InboxRowAsync(hospital, "Re: " + subject);
        await answer.Locator("a").ClickAsync();
        await Assertions.Expect(hospital.Locator(".cm-from")).ToContainTextAsync(Home);
        await Assertions.Expect(hospital.Locator("#read")).ToContainTextAsync("Thank you, the room is ready.");
    }

    [Fact]
    public async Task New_mail_appears_in_every_browser_without_reloading_and_so_does_its_reading()
    {
        var amina = await World.OpenAsync("Amina Yusuf");
        var joy = await World.OpenAsync("Joy Okafor", 390);
        foreach (var page in new[] { amina, joy })
        {
            await page.GotoAsync("/mail");
            // Not a function to wait for: the page's own policy forbids to evaluate one.
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-live", "1");
            await page.EvaluateAsync("window.stayed = true");
        }

        var subject = "Live " + Guid.NewGuid().ToString("N")[..6];
        await SendByHandAsync(await World.OpenAsync("Priya Nandakumar"), Home, subject);

        var hers = amina.Locator("#rows .cm-row", new() { HasText = subject });
        await Assertions.Expect(hers).ToContainTextAsync("Unread");
        await Assertions.Expect(joy.Locator("#rows .cm-row", new() { HasText = subject })).ToContainTextAsync("Unread");

        await joy.Locator("#rows .cm-row", new() { HasText = subject }).Locator("a").ClickAsync();
        await Assertions.Expect(hers).Not.ToContainTextAsync("Unread");
        Assert.True(await amina.EvaluateAsync<bool>("window.stayed === true"));
    }

    [Fact]
    public async Task What_is_typed_while_a_recipient_is_looked_up_counts()
    {
        var page = await World.OpenAsync("Priya Nandakumar");
        var subject = "Quick " + Guid.NewGuid().ToString("N")[..6];
        await page.GotoAsync("/mail/write");
        var looked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        // The first request looks the recipient up: it waits, as on a bad line.
        await page.RouteAsync(
            "**/mail/write",
            async route =>
            {
                looked.TrySetResult();
                await answered.Task;
                await route.ContinueAsync();
            },
            new() { Times = 1 }
        );
        await page.Locator("#to").FillAsync(Home);
        await page.Locator("#copies summary").ClickAsync();
        await looked.Task;
        await page.Locator("#cc").FillAsync("joy");
        answered.SetResult();
        await page.Locator(".cm-pill").WaitForAsync();
        await Assertions.Expect(page.Locator("#cc")).ToHaveValueAsync("joy");
        await Assertions.Expect(page.Locator("#cc")).ToBeFocusedAsync();
        await page.Locator("#subject").FillAsync(subject);
        await Assertions.Expect(page.Locator("#cc")).ToHaveValueAsync("joy");
        await Assertions.Expect(page.Locator("#subject")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_message_sent_while_its_recipient_is_looked_up_goes()
    {
        var page = await World.OpenAsync("Priya Nandakumar");
        await page.GotoAsync("/mail/write");
        var sent = new TaskCompletionSource();
        await page.RouteAsync(
            "**/mail/write",
            async route =>
            {
                await sent.Task;
                await route.ContinueAsync();
            },
            new() { Times = 1 }
        );
        await page.Locator("#to").FillAsync(Home);
        await page.Locator("#subject").FillAsync("Quick " + Guid.NewGuid().ToString("N")[..6]);
        await page.Locator("#send").ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Sent");
        sent.SetResult();
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        var page = await World.OpenAsync("Nadia Rahman");
        await page.GotoAsync("/mail");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.StandsAsync("keys-1280");
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        var second = page.Locator("#rows .cm-row > a").Nth(1);
        await Assertions.Expect(second).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#subject")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("r");
        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("j/k are letters here");
        await Assertions
            .Expect(page.Locator("#text"))
            .ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^j/k are"));
        // Kept by itself, as a draft.
        await Assertions.Expect(page.Locator("#saved")).ToContainTextAsync("Draft saved at");
        await page.Locator("#discard").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Draft moved to Deleted");

        await page.GotoAsync("/mail");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("the");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".cm-list__title")).ToContainTextAsync("Found");
        await page.StandsAsync("search-1280");

        await page.GotoAsync("/mail/write");
        await page.Locator("#to").FocusAsync();
        await page.Keyboard.TypeAsync(Home + ",");
        await page.Locator(".cm-pill").WaitForAsync();
        await Assertions.Expect(page.Locator("#to")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(page.Locator("[data-pill]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(page.Locator(".cm-pill")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Everything_works_without_javascript(int width)
    {
        var page = await World.OpenAsync("Kit Rowe", width, script: false);
        var subject = $"Plain {width}";
        await page.GotoAsync("/mail/write");
        await page.Locator("#to").FillAsync(Home);
        await page.Locator("#subject").FillAsync(subject);
        await page.Locator("#text").FillAsync("Written without a script.");
        await page.Locator("#file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "note.txt",
                    MimeType = "text/plain",
                    Buffer = Encoding.UTF8.GetBytes("note"),
                }
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the file" }).ClickAsync();
        await Assertions.Expect(page.Locator("#files")).ToContainTextAsync("note.txt");
        await PageCheck.PictureAsync(page, $"no-script-write-{width}");
        await page.Locator("#send").ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Sent");

        var amina = await World.OpenAsync("Amina Yusuf", width, script: false);
        await amina.GotoAsync("/mail");
        await amina.Locator("#rows .cm-row", new() { HasText = subject }).Locator("a").ClickAsync();
        await PageCheck.PictureAsync(amina, $"no-script-read-{width}");
        await amina.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(amina.Locator("#said")).ToContainTextAsync("moved to Deleted");
        await Assertions.Expect(amina.Locator("#rows .cm-row", new() { HasText = subject })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Nothing_is_loaded_from_another_host_and_no_policy_is_broken()
    {
        var page = await World.OpenAsync("Tom Fairley");
        List<string> wrong = [];
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(World.Server.Url.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
            {
                wrong.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                wrong.Add(message.Text);
            }
        };
        page.PageError += (_, error) => wrong.Add(error);

        await page.GotoAsync("/mail");
        var rows = page.Locator("#rows .cm-row > a");
        for (var i = 0; i < Math.Min(12, await rows.CountAsync()); i++)
        {
            await rows.Nth(i).ClickAsync();
            await Assertions.Expect(rows.Nth(i)).ToHaveAttributeAsync("aria-current", new Regex("."));
            if (await page.Locator("iframe").CountAsync() > 0)
            {
                await page.FrameLocator("iframe").Locator("main").WaitForAsync();
                await PageCheck.PictureAsync(page, "letter-html");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_way_back_leads_through_the_pages_that_were_seen()
    {
        var page = await World.OpenAsync("Gwen Ashdown");
        await page.GotoAsync("/mail");
        var list = page.Url;
        await page.Locator("#rows .cm-row > a").First.ClickAsync();
        await Assertions.Expect(page.Locator("#subject")).ToBeFocusedAsync();
        await page.Locator("#reply").ClickAsync();
        await page.Locator("#write").WaitForAsync();

        await page.GoBackAsync();
        await page.Locator("#subject").WaitForAsync();
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Choose a message" }).WaitForAsync();

        Assert.Equal(list, page.Url);
        await page.GoForwardAsync();
        await page.Locator("#subject").WaitForAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_is_made_renamed_and_deleted_by_keyboard_alone(bool script)
    {
        var page = await World.OpenAsync("Nadia Rahman", script: script);
        var name = script ? "Night" : "Day";
        await page.GotoAsync("/mail/folders");
        await page.Locator(".cm-newfolder").Last.PressAsync("Enter");
        await page.GetByLabel("What is it called?").FocusAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync($"{name} is made");

        var row = page.Locator(".cm-arrange", new() { HasText = name });
        await row.GetByText("Change").PressAsync("Enter");
        await page.GetByLabel("What is it called?").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(" shift");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync($"The folder is now {name} shift");

        await row.GetByText("Delete").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the folder" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync($"{name} shift is deleted");
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_message_moved_by_mistake_is_taken_back()
    {
        var page = await World.OpenAsync("Gwen Ashdown");
        await page.GotoAsync("/mail");
        var first = page.Locator("#rows .cm-row").First;
        var subject = await first.Locator(".cm-row__subj").InnerTextAsync();
        await first.Locator("a").ClickAsync();
        await page.Locator("#move summary").ClickAsync();
        await page.GetByLabel("Move to").SelectOptionAsync(new SelectOptionValue { Label = "Handovers" });
        await page.Locator("#move [value=move]").ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("1 message moved to Handovers");
        await page.Locator("#undo").ClickAsync();

        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("1 message moved to Inbox");
        await Assertions
            .Expect(page.Locator("#rows .cm-row__subj", new() { HasText = subject }).First)
            .ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_in_one_tab_leaves_no_mail_in_the_others()
    {
        var page = await World.NewPageAsync();
        await World.FillSignInAsync(page, World.PersonCalled("Bea Lindqvist"));
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        // The first tab listens for both.
        await page.Locator("html[data-live]").WaitForAsync();

        await page.Locator(".cm-signout button").ClickAsync();

        await page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
        await other.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
    }

    private static async Task<ILocator> InboxRowAsync(IPage page, string subject)
    {
        // The hospital's answer may lie in the shared or in the personal inbox: look where the message was written from.
        var row = page.Locator("#rows .cm-row", new() { HasText = subject });
        if (await row.CountAsync() == 0)
        {
            await page.GotoAsync("/mail/folders");
            await page.Locator(".cm-folders--page")
                .Last.GetByRole(AriaRole.Link, new() { Name = "Inbox" })
                .ClickAsync();
        }

        await row.First.WaitForAsync();
        return row.First;
    }

    private static async Task SendByHandAsync(IPage page, string to, string subject)
    {
        await page.GotoAsync("/mail/write");
        await page.Locator("#to").FillAsync(to);
        await page.Locator("#subject").FillAsync(subject);
        await page.Locator("#send").ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Sent");
    }
}
