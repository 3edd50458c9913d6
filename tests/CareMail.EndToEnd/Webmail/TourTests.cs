using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Webmail;

/// <summary>Every page of the webmail, at the widths of a desk, a tablet and a phone.</summary>
public class TourTests(DemoWorld world) : BrowserTests(world)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(820)]
    [InlineData(390)]
    public async Task Every_page_is_accessible_at_this_width(int width)
    {
        var page = await World.OpenAsync("Amina Yusuf", width);

        await page.GotoAsync("/mail");
        await page.StandsAsync($"2-list-{width}");

        var list = page.Url;
        await page.Locator("#rows .cm-row > a", new() { HasText = "Coming home" }).First.ClickAsync();
        await page.Locator("#subject").WaitForAsync();
        await page.StandsAsync($"1-message-{width}");

        await page.Locator("#reply").ClickAsync();
        await page.Locator("#write").WaitForAsync();
        await page.StandsAsync($"3-reply-{width}");

        await page.GotoAsync(list + "?select=1");
        await page.StandsAsync($"4-select-{width}");

        await page.GotoAsync("/mail/folders");
        await page.StandsAsync($"5-folders-{width}");

        await page.Locator(".cm-newfolder").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the folder" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToBeFocusedAsync();
        await page.StandsAsync($"5-new-folder-{width}");
        await page.GotoAsync("/mail/folders");
        await page.Locator(".cm-arrange a[href$='/change']").First.ClickAsync();
        await page.StandsAsync($"5-change-folder-{width}");
        await page.GotoAsync("/mail/folders");
        await page.Locator(".cm-arrange a[href$='/delete']").First.ClickAsync();
        await page.StandsAsync($"5-delete-folder-{width}");

        await page.GotoAsync(list);
        await page.Locator("#rows .cm-row > a", new() { HasText = "The Association letter" }).First.ClickAsync();
        await page.FrameLocator(".cm-frame").Locator("img").First.WaitForAsync();
        await page.StandsAsync($"9-letter-{width}");
        await page.Locator("#forward").ClickAsync();
        await page.Locator("#quote").WaitForAsync();
        await page.StandsAsync($"9-forward-{width}");

        await page.GotoAsync(list + "?show=flagged");
        await page.StandsAsync($"6-empty-{width}");

        await page.GotoAsync("/mail/write");
        await page.Locator("#to").FillAsync("orrinbourne.surgery@caremail.example, ruth.vale@postbox.example");
        await page.Locator("#to").PressAsync("Enter");
        await page.Locator(".cm-pill").Nth(1).WaitForAsync();
        await page.StandsAsync($"7-write-{width}");

        foreach (var about in (string[])["help", "accessibility", "privacy"])
        {
            await page.GotoAsync("/" + about);
            await page.StandsAsync($"0-{about}-{width}");
        }

        await page.GotoAsync("/nowhere");
        await page.StandsAsync($"8-not-found-{width}");
    }
}
