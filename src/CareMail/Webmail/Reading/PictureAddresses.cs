using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CareMail.Webmail.Reading;

/// <summary>
/// Addresses of our picture proxy. Sealed, so that the proxy fetches only what stood in a message shown here, and for a
/// day only: it is nobody's way into the network.
/// </summary>
internal sealed class PictureAddresses(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int LongestAddress = 2_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly IDataProtector _seal = protection.CreateProtector("CareMail.Webmail.RemotePicture");

    public string? ProxyFor(string address) =>
        address.Length > LongestAddress
            ? null
            : "/mail/picture/" + _seal.Protect(clock.GetUtcNow().ToUnixTimeSeconds() + " " + address);

    public Uri? Read(string sealedAddress)
    {
        try
        {
            if (_seal.Unprotect(sealedAddress).Split(' ', 2) is not [var made, var address])
            {
                return null;
            }

            var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(made, null));
            return age <= Lifetime && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
