using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Identity.Secrets;

/// <summary>The keys of this module, each for one purpose, derived from the master key: none is in the database.</summary>
internal sealed class IdentityKeys(MasterKey master)
{
    private readonly byte[] _devicePasswords = master.Derive("identity/device-passwords");
    private readonly byte[] _recoveryCodes = master.Derive("identity/recovery-codes");
    private readonly byte[] _textCodes = master.Derive("identity/text-codes");
    private readonly byte[] _pins = master.Derive("identity/tablet-pins");
    private readonly byte[] _attempts = master.Derive("identity/attempts");

    private readonly byte[] _securityAnswers = master.Derive("identity/security-answers");

    public SecretBox Authenticators { get; } = new(master.Derive("identity/authenticators"));

    public SecretBox WebKeys { get; } = new(master.Derive("identity/web-keys"));

    public SecretBox AccountSecrets { get; } = new(master.Derive("identity/account-secrets"));

    private readonly SecretBox _mobiles = new(master.Derive("identity/mobiles"));
    private readonly SecretBox _secondEmails = new(master.Derive("identity/second-emails"));

    /// <summary>What a sealed value of an account is bound to.</summary>
    public static byte[] RowOf(Guid accountId) => accountId.ToByteArray(bigEndian: true);

    public byte[]? SealMobile(Guid accountId, string? mobile) =>
        mobile is null ? null : _mobiles.Seal(Encoding.ASCII.GetBytes(mobile), RowOf(accountId));

    public string? OpenMobile(Guid accountId, byte[]? box) =>
        box is null ? null : Encoding.ASCII.GetString(_mobiles.Open(box, RowOf(accountId)));

    public byte[]? SealSecondEmail(Guid accountId, string? email) =>
        email is null ? null : _secondEmails.Seal(Encoding.UTF8.GetBytes(email), RowOf(accountId));

    public string? OpenSecondEmail(Guid accountId, byte[]? box) =>
        box is null ? null : Encoding.UTF8.GetString(_secondEmails.Open(box, RowOf(accountId)));

    public byte[] OfDevicePassword(string password) => Keyed(_devicePasswords, password);

    public byte[] OfRecoveryCode(string code) => Keyed(_recoveryCodes, code);

    public byte[] OfTextCode(string code) => Keyed(_textCodes, code);

    /// <summary>Bound to its account: the same answer elsewhere hashes otherwise.</summary>
    public byte[] OfSecurityAnswer(Guid accountId, string answer) => Keyed(_securityAnswers, $"{accountId:N} {answer}");

    public byte[] OfPin(string pin) => Keyed(_pins, pin);

    public byte[] OfAttempt(string key) => Keyed(_attempts, key);

    private static byte[] Keyed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
