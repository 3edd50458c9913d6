using System.Net;
using System.Net.Sockets;

namespace CareMail.Hosting;

/// <summary>Where one listener stands. <see cref="Off"/> opens nothing; port 0 lets the system choose.</summary>
public sealed record ListenAddress(IPEndPoint? EndPoint, bool Https = false)
{
    public static ListenAddress Off { get; } = new((IPEndPoint?)null);

    public static ListenAddress AnyLoopbackPort { get; } = new(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Reads <c>127.0.0.1:25</c>, <c>[::1]:25</c>, <c>localhost:25</c>, <c>*:25</c> (all addresses) or <c>off</c>.</summary>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = Off;
        if (text is "" or "off")
        {
            return true;
        }

        var https = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var bare = text.TrimEnd('/');
        bare = bare[(bare.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..];
        var colon = bare.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(bare[(colon + 1)..], out var port) || Host(bare[..colon]) is not { } host)
        {
            return false;
        }

        address = new ListenAddress(new IPEndPoint(host, port), https);
        return true;
    }

    private static IPAddress? Host(string text) =>
        text switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            _ => IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address : null,
        };
}
