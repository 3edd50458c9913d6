using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Support;

/// <summary>What every page that a test passes must stand: axe finds nothing, nothing is wider than the window, and a picture is kept to be looked at.</summary>
internal static class PageCheck
{
    private static readonly string Folder = Path.Combine(Root(), "artifacts", "screenshots");

    /// <summary>
    /// Chromium's own answer when it copies the page's surface between two pages and the new one has not been drawn:
    /// seen on a busy machine in 4 of 215 pictures taken right after a form was sent, never of a page that had stood a moment.
    /// </summary>
    private const string NothingDrawnYet = "Unable to capture screenshot";

    /// <summary>axe takes a second or two, on a busy machine ten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
    };

    /// <summary>
    /// A letter's frame runs no script, so axe cannot work in it: asked to, it waits for ever. What is in it somebody else
    /// wrote; that the frame has a name is checked by itself.
    /// </summary>
    private static readonly AxeRunContext WithoutLetters = new() { Exclude = [new AxeSelector("iframe.cm-frame")] };

    /// <summary>Checks the page as it stands and saves its picture under this name.</summary>
    public static async Task StandsAsync(this IPage page, string name)
    {
        await PictureAsync(page, name);
        foreach (var frame in await page.Locator("iframe.cm-frame").AllAsync())
        {
            Assert.NotEmpty(await frame.GetAttributeAsync("title") ?? "");
        }

        var found = await LookedAtAsync(page);
        Assert.True(
            found.Violations.Length == 0,
            $"{name}: "
                + string.Join(
                    "\n",
                    found.Violations.Select(v =>
                        $"{v.Id}: {v.Help}\n  " + string.Join("\n  ", v.Nodes.Take(5).Select(n => n.Html))
                    )
                )
        );
        var overflow = await page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        Assert.True(overflow <= 0, $"{name} is {overflow} px wider than the window.");
    }

    /// <summary>
    /// axe asked while the page is still being replaced by the next one never answers: then the page that came is looked at.
    /// </summary>
    private static async Task<AxeResult> LookedAtAsync(IPage page)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await page.RunAxe(WithoutLetters, Rules).WaitAsync(Patience);
            }
            catch (TimeoutException) when (tries < 3)
            {
                await page.WaitForLoadStateAsync();
            }
        }
    }

    public static async Task PictureAsync(IPage page, string name)
    {
        Directory.CreateDirectory(Folder);
        var file = new PageScreenshotOptions { Path = Path.Combine(Folder, name + ".png") };
        await page.WaitForLoadStateAsync();
        try
        {
            await page.ScreenshotAsync(file);
        }
        catch (PlaywrightException e) when (e.Message.Contains(NothingDrawnYet, StringComparison.Ordinal))
        {
            await page.ScreenshotAsync(file);
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CareMail.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not in the repository.");
        }

        return folder;
    }
}
