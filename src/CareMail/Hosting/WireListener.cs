using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CareMail.Hosting;

/// <summary>One mail protocol served on Kestrel listeners. <see cref="ServeAsync"/> runs once for each connection.</summary>
public abstract class WireProtocol(
    ConnectionLimits limits,
    ServerCertificates certificates,
    WireClients clients,
    TimeProvider clock
)
{
    /// <summary>Connections open now.</summary>
    public int Count => limits.Count;

    /// <summary>What a client hears when too many are connected; it is then closed.</summary>
    protected abstract ReadOnlyMemory<byte> TooManyConnections { get; }

    /// <summary>Talks to one client until it leaves. Peers that vanish may throw IOException or cancellation.</summary>
    protected abstract Task ServeAsync(WireConnection connection, WirePort port, CancellationToken ct);

    internal async Task AcceptAsync(ConnectionContext context, WirePort port)
    {
        var remote = context.RemoteEndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        var trusted = clients.IsTrusted(remote.Address);
        using var place = limits.TryEnter(remote.Address, trusted);
        if (place is null)
        {
            await RefuseAsync(context, port);
            return;
        }

        var lifetime = context.Features.Get<IConnectionLifetimeNotificationFeature>();
        await using var connection = new WireConnection(
            context.Transport,
            remote,
            trusted,
            certificates,
            clock,
            context.Abort,
            context.ConnectionClosed,
            lifetime?.ConnectionClosedRequested ?? CancellationToken.None
        );
        try
        {
            if (port.IsTls)
            {
                await connection.HandshakeAsync(context.ConnectionClosed);
            }

            await ServeAsync(connection, port, context.ConnectionClosed);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or AuthenticationException
                        or OperationCanceledException
                        or ConnectionAbortedException
            )
        {
            // The peer went away, or never spoke TLS: nobody is left to tell.
        }
    }

    private async Task RefuseAsync(ConnectionContext context, WirePort port)
    {
        // Under TLS-first a handshake is the very cost we are refusing.
        if (!port.IsTls)
        {
            await context.Transport.Output.WriteAsync(TooManyConnections, context.ConnectionClosed);
        }
    }
}

/// <summary>A listener of a protocol: what it is for (submission or not, say) and whether TLS comes first.</summary>
public sealed record WirePort(string Name, bool IsTls);

/// <summary>Which clients are ours: networks the operator trusts.</summary>
public sealed class WireClients(IEnumerable<IPNetwork> trusted)
{
    private readonly IPNetwork[] _trusted = [.. trusted];

    public bool IsTrusted(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_trusted, network => network.Contains(plain));
    }
}

public static class WireListenerExtensions
{
    /// <summary>Turns connections away, before TLS or anything else, when there are too many.</summary>
    public static ListenOptions LimitConnections(this ListenOptions listener, ConnectionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(limits);
        listener.Use(next =>
            async context =>
            {
                var remote = (context.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
                using var place = limits.TryEnter(remote);
                if (place is not null)
                {
                    await next(context);
                }
            }
        );
        return listener;
    }

    /// <summary>Serves <typeparamref name="T"/>, a singleton, on this listener.</summary>
    public static ListenOptions UseWire<T>(this ListenOptions listener, WirePort port)
        where T : WireProtocol
    {
        ArgumentNullException.ThrowIfNull(listener);
        var services = listener.ApplicationServices;
        listener.Run(context => services.GetRequiredService<T>().AcceptAsync(context, port));
        return listener;
    }
}
