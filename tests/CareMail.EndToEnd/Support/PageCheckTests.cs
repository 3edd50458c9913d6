using Xunit.Sdk;

namespace CareMail.EndToEnd.Support;

/// <summary>A check that cannot fail is worthless.</summary>
public class PageCheckTests(DemoWorld world) : BrowserTests(world)
{
    [Fact]
    public async Task A_picture_without_words_and_a_page_too_wide_are_found()
    {
        var page = await World.NewPageAsync(390);
        await page.GotoAsync("/help");
        await page.StandsAsync("0-help-390");

        await page.EvaluateAsync("document.querySelector('main').append(document.createElement('img'))");
        var wordless = await Assert.ThrowsAnyAsync<XunitException>(() => page.StandsAsync("0-help-wordless-390"));
        Assert.Contains("image-alt", wordless.Message, StringComparison.Ordinal);

        await page.GotoAsync("/help");
        await page.EvaluateAsync("document.querySelector('main').style.width = '600px'");
        var wide = await Assert.ThrowsAnyAsync<XunitException>(() => page.StandsAsync("0-help-wide-390"));
        Assert.Contains("wider than the window", wide.Message, StringComparison.Ordinal);
    }
}
