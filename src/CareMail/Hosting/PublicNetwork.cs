using System.Net;
using System.Net.Sockets;

namespace CareMail.Hosting;

/// <summary>Addresses of the public internet: not this machine, not its networks, not a cloud's metadata service. Pure.</summary>
public static class PublicNetwork
{
    // RFC 6890 and its registries: special-purpose addresses.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    // Global unicast, and within it the ranges that lead elsewhere: documentation, and 4-in-6 tunnels.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Special6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Special, n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => Global6.Contains(address)
                && !Array.Exists(Special6, n => n.Contains(address)),
            _ => false,
        };
    }
}
