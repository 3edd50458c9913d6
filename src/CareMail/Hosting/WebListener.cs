using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CareMail.Hosting;

/// <summary>HTTP on its listener: in clear for loopback or behind a proxy, or with the certificate of the mail ports.</summary>
public static class WebListener
{
    public static ListenOptions UseWebPages(this ListenOptions listener, ListenAddress address)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(address);
        listener.LimitConnections(ConnectionLimits.ForWeb());
        if (!address.Https)
        {
            // HTTP/2 needs TLS to be agreed on.
            listener.Protocols = HttpProtocols.Http1;
            return listener;
        }

        var certificates = listener.ApplicationServices.GetRequiredService<ServerCertificates>();
        listener.Protocols = HttpProtocols.Http1AndHttp2;
        listener.UseHttps(
            new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.ForServer()) }
        );
        return listener;
    }

    /// <summary>First in the pipeline: who the client is, when a proxy that the operator named stands before us.</summary>
    public static WebApplication UseProxies(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var proxies = app.Services.GetRequiredService<CareMailSettings>().Proxies;
        if (proxies.Count == 0)
        {
            return app;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // A chain of the operator's own proxies is walked to its end; what a stranger wrote before it is not.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in proxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
        return app;
    }
}
