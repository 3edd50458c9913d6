using Deque.AxeCore.Commons;
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

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// In the page itself and in no frame: a letter's frame runs no script, so axe cannot work in it. What is in it somebody
    /// else wrote; that the frame has a name is checked by itself.
    /// </summary>
    private const string LookAt = """
        () => axe.run(
          { exclude: [["iframe.cm-frame"]] },
          {
            iframes: false,
            resultTypes: ["violations"],
            runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
          },
        ).then((found) => found.violations.map((v) =>
          `${v.id}: ${v.help}\n  ` + v.nodes.slice(0, 5).map((node) => node.html).join("\n  ")))
        """;

    /// <summary>Checks the page as it stands and saves its picture under this name.</summary>
    public static async Task StandsAsync(this IPage page, string name)
    {
        await PictureAsync(page, name);
        foreach (var frame in await page.Locator("iframe.cm-frame").AllAsync())
        {
            Assert.NotEmpty(await frame.GetAttributeAsync("title") ?? "");
        }

        var found = await LookedAtAsync(page);
        Assert.True(found.Length == 0, $"{name}: " + string.Join("\n", found));
        var overflow = await page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        Assert.True(overflow <= 0, $"{name} is {overflow} px wider than the window.");
    }

    /// <summary>
    /// axe asked while the page is still being replaced by the next one never answers, or goes with it: then the page that
    /// came is looked at.
    /// </summary>
    private static async Task<string[]> LookedAtAsync(IPage page)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await page.EvaluateAsync(Axe).WaitAsync(Patience);
                return await page.EvaluateAsync<string[]>(LookAt).WaitAsync(Patience);
            }
            catch (Exception e) when (tries < 3 && IsReplaced(e))
            {
                await page.WaitForLoadStateAsync();
            }
        }
    }

    private static bool IsReplaced(Exception e) =>
        e is TimeoutException
        || (
            e is PlaywrightException
            && (
                e.Message.Contains("context was destroyed", StringComparison.Ordinal)
                || e.Message.Contains("axe is not defined", StringComparison.Ordinal)
            )
        );

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
