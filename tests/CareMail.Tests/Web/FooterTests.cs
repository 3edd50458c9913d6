using System.Net;
using CareMail.Tests.Support;

namespace CareMail.Tests.Web;

public class FooterTests
{
    [Fact]
    public async Task Below_the_sign_in_page_stands_where_help_is_and_every_link_leads_somewhere()
    {
        await using var server = await RunningServer.StartAsync(change: s => s with { Helpdesk = "01632 960100" });
        using var browser = new TestBrowser(server);

        var page = (await browser.GetAsync("/sign-in")).Page;

        var links = page.QuerySelectorAll(".cm-footer a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(["/help", "/accessibility", "/privacy", "tel:01632960100"], links);
        foreach (var link in links.Take(3))
        {
            var answer = await browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.NotEmpty(answer.Heading);
        }
    }

    [Fact]
    public async Task Where_nobody_can_be_rung_no_number_is_printed()
    {
        await using var server = await RunningServer.StartAsync();
        using var browser = new TestBrowser(server);

        var page = (await browser.GetAsync("/help")).Page;

        Assert.Null(page.QuerySelector("a[href^=tel]"));
    }
}
