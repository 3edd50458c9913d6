using System.Security.Cryptography;
using System.Text;

namespace CareMail.Demo.World;

/// <summary>What the people of the world sign in with: made from the seed, so that it can be known beforehand. All public.</summary>
internal sealed class Secrets(int seed)
{
    private static readonly string[] Words =
    [
        "lantern",
        "cardigan",
        "orchard",
        "teapot",
        "harbour",
        "bramble",
        "ladder",
        "thimble",
        "kettle",
        "meadow",
        "window",
        "button",
        "saucer",
        "garden",
        "blanket",
        "marmalade",
    ];

    public string PasswordOf(Person person)
    {
        var bytes = Of(person, "password");
        return $"{Words[bytes[0] % 16]}-{Words[bytes[1] % 16]}-{Words[bytes[2] % 16]}-{100 + (bytes[3] * 3)}";
    }

    /// <summary>160 bits, as an authenticator app wants them.</summary>
    public byte[] AuthenticatorSeedOf(Person person) => Of(person, "authenticator")[..20];

    /// <summary>Letters only, as it is read out to a helpdesk.</summary>
    public string AccountSecretOf(Person person)
    {
        var bytes = Of(person, "account secret");
        return Words[bytes[0] % 16] + Words[bytes[1] % 16] + Words[bytes[2] % 16];
    }

    private byte[] Of(Person person, string purpose) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{purpose}|{person.LocalPart}"));
}
