using System.Net;
using CareMail.Access;
using CareMail.Hosting;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Identity;

public class EndpointsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public void Every_endpoint_names_the_act_it_is()
    {
        var endpoints = Endpoints(server.Services);

        var without = endpoints
            .Where(e => e.Metadata.GetMetadata<AllowsAttribute>() is null)
            .Select(e => e.DisplayName);

        Assert.Empty(without);
        Assert.True(endpoints.Count > 10, "The endpoints were not found.");
    }

    [Fact]
    public async Task Every_endpoint_of_a_demo_names_the_act_it_is_too()
    {
        await using var demo = App.Build(
            server.Settings with
            {
                IsDemo = true,
                DataFolder = Directory.CreateTempSubdirectory("caremail-demo-").FullName,
            }
        );

        var without = Endpoints(demo.Services)
            .Where(e => e.Metadata.GetMetadata<AllowsAttribute>() is null)
            .Select(e => e.DisplayName);

        Assert.Empty(without);
        TestFolder.Delete(demo.Services.GetRequiredService<CareMailSettings>().DataFolder);
    }

    [Fact]
    public void Nothing_goes_around_the_permission_table() =>
        Assert.Empty(
            Endpoints(server.Services)
                .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                .Select(e => e.DisplayName)
        );

    [Fact]
    public void What_is_open_to_the_street_is_known() =>
        Assert.Equal(
            [
                "/",
                "/.well-known/autoconfig/mail/config-v1.1.xml",
                "/accessibility",
                "/api/v1/eligibility",
                "/api/v1/providers",
                "/assets/{version}/{**path}",
                "/autodiscover/autodiscover.xml",
                "/error/{code:int}",
                "/healthz",
                "/help",
                "/help/ask",
                "/help/who",
                "/help/who/{code}",
                "/join",
                "/join/answers",
                "/join/back/{token}",
                "/join/check",
                "/join/declaration",
                "/join/home/{code}",
                "/join/later",
                "/join/next",
                "/join/no-application",
                "/join/other",
                "/join/other/{way}",
                "/join/people",
                "/join/people/add",
                "/join/people/{id:guid}",
                "/join/people/{id:guid}/remove",
                "/join/proof",
                "/join/proof/code",
                "/join/proof/contact-id",
                "/join/ring-me/{topic}",
                "/join/start/{code}",
                "/join/status",
                "/join/tell-me/{code}",
                "/join/town",
                "/join/withdraw",
                "/mail/config-v1.1.xml",
                "/metrics",
                "/openapi/{documentName}.json",
                "/privacy",
                "/providers",
                "/providers/check",
                "/providers/file",
                "/providers/{code}",
                "/sign-in",
                "/sign-in/code",
                "/sign-in/external/back",
                "/sign-in/not-ready",
                "/sign-in/recovery-code",
                "/sign-in/reset",
                "/sign-in/reset/code",
                "/sign-in/reset/done",
                "/sign-in/reset/password",
                "/sign-in/reset/prove",
                "/sign-in/sign-out",
                "/sign-in/tablet",
                "/sign-in/tablet/{id:guid}",
                "/sign-in/tasks",
                "/sign-in/tasks/password",
                "/sign-in/tasks/policy",
                "/sign-in/tasks/profile",
                "/sign-in/tasks/second-factor",
                "/sign-in/tasks/second-factor/app",
                "/sign-in/tasks/second-factor/codes",
                "/sign-in/tasks/second-factor/passkey",
                "/sign-in/tasks/second-factor/text",
                "/sign-in/tasks/secret",
                "/sign-in/text",
            ],
            Endpoints(server.Services)
                .Where(e => Permissions.IsOpenToAnyone(e.Metadata.GetRequiredMetadata<AllowsAttribute>().Act))
                .OfType<RouteEndpoint>()
                .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task An_endpoint_that_names_no_act_is_closed_to_everybody()
    {
        var store = await TestStore.OptionsAsync(Engine.Sqlite);
        await using var app = App.Build(server.Settings with { DataFolder = store.DataFolder, Database = "" });
        app.MapGet("/forgotten", () => "open");
        await app.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var web = app.Services.GetRequiredService<Listeners>().Of(Door.Web);

        var response = await http.GetAsync(new Uri($"http://{web}/forgotten"));
        var nowhere = await http.GetAsync(new Uri($"http://{web}/nowhere"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        await app.StopAsync();
        await app.DisposeAsync();
        TestFolder.Delete(store.DataFolder);
    }

    private static List<Endpoint> Endpoints(IServiceProvider services) =>
        [.. services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)];
}
