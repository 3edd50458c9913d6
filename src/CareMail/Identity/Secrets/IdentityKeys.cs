using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Identity.Secrets;

/// <summary>The keys of this module, each for one purpose, derived from the master key: none is in the database.</summary>
internal sealed class IdentityKeys(MasterKey master)
{
    private readonly byte[] _devicePasswords = master.Derive("identity/device-passwords");
    private readonly byte[] _recoveryCodes = master.Derive("identity/recovery-codes");
    private readonly byte[] _attempts = master.Derive("identity/attempts");

    public SecretBox Authenticators { get; } = new(master.Derive("identity/authenticators"));

    public SecretBox WebKeys { get; } = new(master.Derive("identity/web-keys"));

    public byte[] OfDevicePassword(string password) => Keyed(_devicePasswords, password);

    public byte[] OfRecoveryCode(string code) => Keyed(_recoveryCodes, code);

    public byte[] OfAttempt(string key) => Keyed(_attempts, key);

    private static byte[] Keyed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
