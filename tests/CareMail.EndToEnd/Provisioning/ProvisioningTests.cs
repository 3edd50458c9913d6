using System.Text;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Provisioning;

/// <summary>A local administrator lets a program in and brings people by file, on pages everybody can use.</summary>
public class ProvisioningTests(DemoWorld world) : BrowserTests(world)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_token_is_made_used_by_another_s_scim_client_and_revoked(int width)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage/tokens");
        await page.StandsAsync($"p-tokens-none-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a token" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToBeFocusedAsync();
        await page.StandsAsync($"p-token-error-{width}");
        await page.GetByLabel("Which program is it for?").FillAsync($"HR system {width}");
        await page.GetByLabel("SCIM").CheckAsync();
        await page.GetByLabel("90 days").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        var secret = await page.Locator("#token").InnerTextAsync();
        await page.StandsAsync($"p-token-shown-{width}");

        // Once: what it takes out counts, and a program that takes out many is stopped.
        if (width == 1280)
        {
            await RunClientAsync(secret);
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "I have copied it" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"HR system {width}");
        await page.StandsAsync($"p-tokens-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Revoke HR system {width}" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync($"HR system {width}");
        using var http = new HttpClient { BaseAddress = World.Server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        var answer = await http.GetAsync(new Uri("/scim/v2/Users", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task How_programs_are_taken_is_changed_and_they_are_stopped_and_let_go_on(int width)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage/tokens/new");
        await page.GetByLabel("Which program is it for?").FillAsync($"Staff records {width}");
        await page.GetByLabel("Webhooks").CheckAsync();
        await page.GetByLabel("30 days").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I have copied it" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change how programs are taken" }).ClickAsync();
        await page.StandsAsync($"p-feed-{width}");
        await page.GetByLabel("By our own numbers").CheckAsync();
        await page.GetByLabel("Most accounts").FillAsync("lots");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToContainTextAsync("Enter a number from 1");
        await Assertions.Expect(page.GetByLabel("Most accounts")).ToHaveValueAsync("lots");
        await page.StandsAsync($"p-feed-error-{width}");
        await page.GetByLabel("As everywhere in this service").CheckAsync();
        await page.GetByLabel("Why do you change it?").FillAsync("looked at");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Saved how programs are taken");
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop the programs" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("the HR system moves house");
        await page.StandsAsync($"p-feed-stop-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop them" }).ClickAsync();
        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("change nothing now: the HR system moves house");
        await page.StandsAsync($"p-tokens-stopped-{width}");
        await page.GetByLabel("Why was it right?").FillAsync("it has moved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let them go on" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("change nothing now");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Revoke Staff records {width}" }).ClickAsync();
    }

    private async Task RunClientAsync(string secret)
    {
        var ods = World.PersonCalled("Grace Attwood").Ods;
        var added = await AdminAsync("add", "--ods", ods, "--first", "Una", "--last", "Work", "--reason", "joins");
        await AdminAsync("activate", added.Trim(), "--reason", "joins");
        var client = await Tool.RunAsync(
            "node",
            [Path.Combine(AppContext.BaseDirectory, "Provisioning", "scim-client.mjs")],
            environment: new Dictionary<string, string>
            {
                ["SCIM_BASE"] = new Uri(World.Server.Url, "/scim/v2").ToString(),
                ["SCIM_TOKEN"] = secret,
                ["SCIM_MARK"] = "w1",
                ["SCIM_PERSON"] = added.Trim(),
            }
        );
        Assert.StartsWith("OK ", client.Succeeded().Output, StringComparison.Ordinal);
    }

    private async Task<string> AdminAsync(params string[] words) =>
        (await World.Server.RunVerbAsync(["admin", "person", .. words])).Succeeded().Output;

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task A_file_is_read_looked_at_and_done_to_its_end(int width, bool script)
    {
        var page = await World.OpenAsync("Grace Attwood", width, script);
        await page.GotoAsync("/manage/bulk");
        await ChooseAsync(page, "action,id\nhire\n\"");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the file" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing: no row can be done");
        await page.GotoAsync("/manage/bulk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the file" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToContainTextAsync("Choose a file");
        if (script)
        {
            await page.StandsAsync($"p-bulk-{width}");
        }

        var rows = string.Concat(
            Enumerable.Range(1, 300).Select(i => $"create,{width}-{i},Una,Bulk{(char)('a' + (i % 26))},,,,,,\n")
        );
        await ChooseAsync(
            page,
            "action,id,first_name,last_name,mobile,email,job_title,site,department,address\n"
                + rows
                + "leave,nobody,,,,,,,,\n"
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the file" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("300 new people");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("There is no such person of yours");
        if (script)
        {
            await page.StandsAsync($"p-bulk-read-{width}");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Do these 300 rows" }).ClickAsync();
        for (var look = 0; !script && look < 200; look++)
        {
            var again = page.GetByRole(AriaRole.Link, new() { Name = "Look again" });
            if (await again.CountAsync() == 0)
            {
                break;
            }

            await again.ClickAsync();
        }

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("300 done, 0 failed");
        await Assertions.Expect(page.Locator(".cm-chip")).ToHaveTextAsync("Done");
        if (script)
        {
            await page.StandsAsync($"p-bulk-done-{width}");
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Reports_and_webhooks_are_pages_everybody_can_use(int width)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage/reports");
        await page.StandsAsync($"p-reports-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who has access to what" }).ClickAsync();
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("Grace Attwood");
        await page.StandsAsync($"p-report-{width}");
        await page.GotoAsync("/manage/webhooks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the webhook" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToContainTextAsync("https://");
        await page.StandsAsync($"p-webhooks-error-{width}");
        await page.GetByLabel("Address").FillAsync($"https://hr{width}.example/in");
        await page.GetByLabel("Somebody was added").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the webhook" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Copy the secret now");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have copied it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Send a test to https://hr{width}.example/in" })
            .ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Latest events");
        await page.StandsAsync($"p-webhooks-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove https://hr{width}.example/in" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync($"https://hr{width}.example/in");
    }

    private static Task ChooseAsync(IPage page, string text) =>
        page.Locator("#File")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "people.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(text),
                }
            );
}
