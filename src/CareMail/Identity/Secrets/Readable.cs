using System.Security.Cryptography;

namespace CareMail.Identity.Secrets;

/// <summary>Random secrets that people copy from one screen to another: lower case, in groups, nothing that looks alike.</summary>
internal static class Readable
{
    // Thirty-two letters, five bits each; l and o are left out, 0 and 1 too.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Seven groups of four: 140 bits.</summary>
    public static string DevicePassword() => Groups(7);

    /// <summary>Four groups of four: 80 bits, and only with the password.</summary>
    public static string RecoveryCode() => Groups(4);

    public static IReadOnlyList<string> RecoveryCodes() => [.. Enumerable.Range(0, 10).Select(_ => RecoveryCode())];

    /// <summary>Three groups of four: 60 bits for some days, with tries counted; read from a text message and typed once.</summary>
    public static string TemporaryPassword() => Groups(3);

    /// <summary>Sixteen letters of the twenty-four that look like no other.</summary>
    public static string AccountSecret() => RandomNumberGenerator.GetString(Letters.AsSpan(..24), 16);

    /// <summary>Five groups of four: 100 bits; typed once or twice.</summary>
    public static string WebPassword() => Groups(5);

    /// <summary>What was meant by what was typed: any case, any spaces and dashes.</summary>
    public static string Plain(string typed) => string.Concat(typed.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The form the secret was shown in.</summary>
    public static string Grouped(string plain) => string.Join('-', plain.Chunk(4).Select(group => new string(group)));

    private static string Groups(int count) => Grouped(RandomNumberGenerator.GetString(Letters, count * 4));
}
