using System.Text;

namespace CareMail.Protocols.Sasl;

/// <summary>The one message of the PLAIN mechanism. RFC 4616 §2.</summary>
/// <param name="AuthorizationId">Whom to act as; empty: the one who signs in.</param>
public sealed record SaslPlain(string AuthorizationId, string UserName, string Password)
{
    // RFC 4616 §2: each of the three at most 255 octets in the mechanisms people use; a message of three and two NULs.
    private const int Longest = 3 * 256;

    public static SaslPlain? Parse(ReadOnlySpan<byte> message)
    {
        if (message.Length > Longest)
        {
            return null;
        }

        var first = message.IndexOf((byte)0);
        var second = first < 0 ? -1 : message[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            return null;
        }

        var authorization = message[..first];
        var user = message.Slice(first + 1, second);
        var password = message[(first + second + 2)..];
        if (user.IsEmpty || password.IsEmpty || password.Contains((byte)0))
        {
            return null;
        }

        return
            SaslText.Decode(authorization) is { } a
            && SaslText.Decode(user) is { } u
            && SaslText.Decode(password) is { } p
            ? new SaslPlain(a, u, p)
            : null;
    }

    /// <summary>The client's side: what goes on the wire, in base64.</summary>
    public static string Encode(string userName, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{userName}\0{password}"));

    /// <summary>RFC 4616 leaves it to us: acting as somebody else is never allowed here.</summary>
    public bool ActsAsSelf =>
        AuthorizationId.Length == 0 || string.Equals(AuthorizationId, UserName, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Base64 and UTF-8 of the SASL profiles in SMTP (RFC 4954 §4) and IMAP.</summary>
public static class SaslText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Null when the text is not base64: no line breaks, no blanks, padded. A lone <c>=</c> means empty.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        if (text is "=")
        {
            return [];
        }

        foreach (var c in text)
        {
            // The framework skips white space; RFC 4954 §4 knows none inside a response.
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/' or '='))
            {
                return null;
            }
        }

        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? bytes[..length] : null;
    }

    public static string? Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
