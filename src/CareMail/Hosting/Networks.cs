using System.Net;

namespace CareMail.Hosting;

/// <summary>Lists of networks, as settings name them.</summary>
public static class Networks
{
    public static IReadOnlyList<IPNetwork> Loopback { get; } =
    [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>True if one of the networks holds the address. IPv4 inside IPv6 counts as IPv4.</summary>
    public static bool Holds(this IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>Reads <c>loopback</c>, <c>none</c>, addresses and networks, parted by commas or spaces.</summary>
    public static bool TryParse(string text, out IReadOnlyList<IPNetwork> networks)
    {
        var list = new List<IPNetwork>();
        networks = list;
        foreach (
            var word in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            if (word == "loopback")
            {
                list.AddRange(Loopback);
            }
            else if (IPNetwork.TryParse(word, out var network))
            {
                list.Add(network);
            }
            else if (IPAddress.TryParse(word, out var address))
            {
                list.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (word != "none")
            {
                return false;
            }
        }

        return true;
    }
}
