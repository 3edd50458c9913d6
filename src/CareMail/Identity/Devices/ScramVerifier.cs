using System.Security.Cryptography;
using System.Text;

namespace CareMail.Identity.Devices;

/// <summary>What a SCRAM-SHA-256 exchange is checked against, without the password being stored (RFC 5802 §3, RFC 7677).</summary>
internal sealed record ScramVerifier(int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    public static ScramVerifier Make(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return new ScramVerifier(iterations, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
