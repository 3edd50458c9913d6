using System.Net;
using System.Net.Security;
using CareMail.Hosting;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Hosting;

public class HealthTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_server_that_is_ready_says_so(Engine engine)
    {
        var server = await servers.OnAsync(engine);

        var answer = await server.Http.GetAsync(new Uri("/healthz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_for_loopback_unless_the_operator_says_otherwise()
    {
        var open = await servers.OnAsync(Engine.Sqlite);
        await using var shut = await RunningServer.StartAsync(change: settings => settings with { Metrics = [] });
        var metrics = new Uri("/metrics", UriKind.Relative);

        var read = await open.Http.GetAsync(metrics);
        var refused = await shut.Http.GetAsync(metrics);

        Assert.Equal("text/plain", read.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            "dotnet_gc_collections_total",
            await read.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Https_is_served_with_the_certificate_of_the_mail_ports()
    {
        await using var server = await RunningServer.StartAsync(change: settings =>
            settings with
            {
                Web = ListenAddress.AnyLoopbackPort with { Https = true },
            }
        );
        string? subject = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    (subject = certificate!.Subject) is not null,
            },
        };
        using var http = new HttpClient(handler);

        var answer = await http.GetAsync(new Uri($"https://{server.Web}/healthz"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("mail.caremail.example", subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_the_demo_does_not_exist_in_serve()
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        foreach (var path in new[] { "/demo", "/demo/outbox", "/demo/clock" })
        {
            var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative));

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
