using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CareMail.Identity.SignIn;

/// <summary>Codes of an authenticator app: RFC 6238 over RFC 4226, SHA-1, six digits, thirty seconds. Pure.</summary>
public static class Authenticator
{
    /// <summary>RFC 4226 §4 R6: the shared secret has at least 128 bits and should have 160.</summary>
    public const int SeedBytes = 20;

    private const int StepSeconds = 30;

    // RFC 6238 §5.2: clocks differ and people type slowly; one step each way, no more.
    private const int Drift = 1;

    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedBytes);

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step the code belongs to, or null if it is none of those around now.</summary>
    public static long? StepOf(string code, byte[] seed, DateTimeOffset now)
    {
        var typed = Encoding.UTF8.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            // All of them, in fixed time: the duration tells nothing of the code.
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(Code(seed, step))))
            {
                found = step;
            }
        }

        return found;
    }

    // RFC 4226 §5.3, dynamic truncation.
    public static string Code(byte[] seed, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 §1.2: SHA-1 is what authenticator apps speak; as an HMAC it is sound.
        HMACSHA1.HashData(seed, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>What the app reads from a QR code.</summary>
    public static string Uri(string issuer, string userName, string secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(userName)}"
        + $"?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}";
}

/// <summary>RFC 4648 §6, without padding: how authenticator apps take a secret.</summary>
public static class Base32
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        int buffer = 0,
            bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Letters[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return (bits > 0 ? text.Append(Letters[(buffer << (5 - bits)) & 31]) : text).ToString();
    }

    /// <summary>Null if it is no base 32. Spaces and case do not matter.</summary>
    public static byte[]? Decode(string text)
    {
        var bytes = new List<byte>();
        int buffer = 0,
            bits = 0;
        foreach (var c in text.Where(c => c is not (' ' or '-' or '=')))
        {
            var value = Letters.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
