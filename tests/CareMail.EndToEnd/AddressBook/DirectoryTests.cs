using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.AddressBook;

/// <summary>Finding the right person and the right home, and keeping those outside.</summary>
public class DirectoryTests(DemoWorld world) : BrowserTests(world)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Somebody_is_found_looked_at_and_written_to(int width)
    {
        var name = $"{width}";
        var page = await World.OpenAsync("Amina Yusuf", width);
        await page.GotoAsync("/directory");
        await page.StandsAsync($"10a-directory-{name}");
        await SearchAsync(page, "a");
        await page.GetByText("Enter at least two letters").First.WaitForAsync();
        await page.StandsAsync($"10b-directory-error-{name}");

        await SearchAsync(page, "joy");
        await page.StandsAsync($"10c-directory-found-{name}");
        Assert.DoesNotContain("joy", page.Url, StringComparison.OrdinalIgnoreCase);
        var first = page.Locator(".cm-dev li").First;
        var found = (await first.Locator("b").First.TextContentAsync())!;
        await first.GetByRole(AriaRole.Link, new() { Name = found, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = found }).WaitForAsync();
        await page.StandsAsync($"10d-directory-entry-{name}");
        await page.Locator("dl a").First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Shared mailboxes" }).WaitForAsync();
        await page.StandsAsync($"10e-directory-organisation-{name}");

        await page.GotoAsync("/directory");
        await SearchAsync(page, "no such person anywhere");
        await page.GetByText("Nobody found").WaitForAsync();
        await page.GotoAsync("/directory");
        await SearchAsync(page, found);
        await page.GetByRole(AriaRole.Link, new() { Name = "Write to " + found }).First.ClickAsync();
        await page.Locator(".cm-pill").First.WaitForAsync();
        Assert.Contains(found, await page.Locator(".cm-pill").First.TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_somebody_is_found_and_written_to()
    {
        var page = await World.OpenAsync("Amina Yusuf", script: false);
        await page.GotoAsync("/directory");
        await SearchAsync(page, "okafro");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write to Joy Okafor" }).First.ClickAsync();

        await Assertions.Expect(page.Locator(".cm-pill")).ToContainTextAsync("Joy Okafor");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Contacts_and_groups_are_kept_changed_written_to_and_removed(int width)
    {
        var (contact, group) = ($"Nia Fairweather {width}", $"Family {width}");
        var page = await World.OpenAsync("Amina Yusuf", width);
        await page.GotoAsync("/contacts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a contact" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(contact);
        await page.GetByLabel("E-mail address").FillAsync("nia at home");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Enter an e-mail address in the correct format").First.WaitForAsync();
        await page.StandsAsync($"10f-contact-error-{width}");
        await page.GetByLabel("E-mail address").FillAsync("nia@family.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = contact, Exact = true }).WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Make a group" }).ClickAsync();
        await page.GetByLabel("Name of the group").FillAsync(group);
        await page.GetByLabel("Addresses, one on each line").FillAsync("Nia <nia@family.example>\nrhys@family.example");
        await page.StandsAsync($"10g-group-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = group, Exact = true }).WaitForAsync();
        await page.StandsAsync($"10h-contacts-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Write to the group " + group }).ClickAsync();
        await Assertions.Expect(page.Locator(".cm-pill")).ToHaveCountAsync(2);

        await page.GotoAsync("/contacts");
        await page.GetByRole(AriaRole.Link, new() { Name = contact, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this contact" }).ClickAsync();
        await page.GetByText("It is removed.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = group, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this group" }).ClickAsync();
        await page.GetByText("It is removed.").WaitForAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Link, new() { Name = group, Exact = true }))
            .ToHaveCountAsync(0);
    }

    private static async Task SearchAsync(IPage page, string text)
    {
        await page.GetByLabel("Who are you looking for?").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
    }
}
