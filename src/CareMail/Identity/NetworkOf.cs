using System.Net;
using System.Net.Sockets;

namespace CareMail.Identity;

/// <summary>Who counts as one place when tries are counted.</summary>
public static class NetworkOf
{
    /// <summary>An IPv4 address is a place; in IPv6 the first 64 bits are, for one machine has many of the rest.</summary>
    public static string Address(IPAddress? address)
    {
        if (address is null)
        {
            return "nowhere";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(..8))
            : plain.ToString();
    }
}
