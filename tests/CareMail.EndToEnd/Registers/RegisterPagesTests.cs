using System.Text;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Registers;

/// <summary>The registers as whoever runs the service sees them.</summary>
public class RegisterPagesTests(DemoWorld world) : BrowserTests(world)
{
    // Later than the sample, so that it may follow it; everything but one row of the sample is missing from it.
    private const string OneSite =
        "\"VZNEW\",\"NEWLY OPENED HOUSE\",\"Y58\",\"QVV\",\"1 TEST LANE\",\"\",\"\",\"FICTWICK\",\"LAKESHIRE\",\"ZA1 1AB\",\"20261101\",\"\",\"\",\"\",\"AZ1J\",\"20261101\",\"\",\"01632960001\",\"\",\"\",\"\",\"0\",\"\",\"99D\",\"\",\"\",\"1\"\r\n\"CUT\",\"SHORT\"\r\n";

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_file_is_looked_at_and_given_up_on_pages_everybody_can_use(int width)
    {
        var page = await World.OpenAsync("Rosa Delgado", width);

        await page.GotoAsync("/registers");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("18 November 2026");
        await page.StandsAsync($"r-registers-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Upload files" })
            .Or(page.GetByRole(AriaRole.Link, new() { Name = "Upload files" }))
            .First.ClickAsync();
        await page.StandsAsync($"r-upload-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the files" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToBeFocusedAsync();
        await page.StandsAsync($"r-upload-error-{width}");

        await page.Locator("#files")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "ecarehomesite.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.ASCII.GetBytes(OneSite),
                }
            );
        await page.Locator("#Day").FillAsync("31");
        await page.Locator("#Month").FillAsync("12");
        await page.Locator("#Year").FillAsync("2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the files" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("What would change");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("NEWLY OPENED HOUSE");
        await page.StandsAsync($"r-waiting-{width}");

        await page.Locator("#Reason").FillAsync("weekly files");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply to the registers" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToContainTextAsync("say that it is meant");
        await page.StandsAsync($"r-endings-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "All of it" }).ClickAsync();
        await page.StandsAsync($"r-import-{width}");
        await page.GotoAsync("/registers/waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give this file up" }).ClickAsync();
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("Nothing changed");
        await page.StandsAsync($"r-given-up-{width}");
    }
}
