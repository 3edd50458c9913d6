using CareMail.Access;
using CareMail.Tests.Support;
using CareMail.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Web;

public class StaffMenuTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public void Every_page_of_the_bar_exists_and_opens_to_whoever_sees_it()
    {
        var endpoints = server
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .ToLookup(
                e => "/" + e.RoutePattern.RawText!.TrimStart('/'),
                e => e.Metadata.GetRequiredMetadata<AllowsAttribute>().Act
            );

        var pages = server.Services.GetServices<StaffPage>().ToList();

        Assert.NotEmpty(pages);
        Assert.All(
            from page in pages
            from role in Enum.GetValues<Role>()
            let held = new[] { new RoleGrant(role, Guid.Empty) }
            where Permissions.MayAtAll(held, page.Act)
            select (page, held),
            seen => Assert.Contains(endpoints[seen.page.Path], act => Permissions.MayAtAll(seen.held, act))
        );
    }

    [Theory]
    [InlineData(Role.Person)]
    [InlineData(Role.Member)]
    [InlineData(Role.Association)]
    public async Task Who_does_not_look_after_the_service_sees_no_bar(Role role) =>
        Assert.Empty(await BarOfAsync(role, "/help"));

    [Theory]
    [InlineData(Role.Caseworker)]
    [InlineData(Role.Platform)]
    public async Task The_bar_holds_the_pages_that_open_and_marks_where_one_is(Role role)
    {
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync(roles: role);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var first = (await browser.GetAsync("/help")).Page.QuerySelectorAll(".cm-sub a");

        var may = server.Services.GetServices<StaffPage>().Where(p => Permissions.MayAtAll(person.Actor.Roles, p.Act));
        Assert.Equal(may.OrderBy(p => p.Place).Select(p => p.Path), first.Select(a => a.GetAttribute("href")));
        foreach (var path in first.Select(a => a.GetAttribute("href")!))
        {
            var page = (await browser.GetAsync(path)).Page;
            Assert.Equal(path, page.QuerySelector(".cm-sub a[aria-current=page]")?.GetAttribute("href"));
        }
    }

    private async Task<IEnumerable<string>> BarOfAsync(Role role, string path)
    {
        var person = await new TestPeople(server.Services).PersonAsync(roles: role);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        return (await browser.GetAsync(path)).Page.QuerySelectorAll(".cm-sub a").Select(a => a.TextContent);
    }
}
