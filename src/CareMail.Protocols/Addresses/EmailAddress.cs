using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace CareMail.Protocols.Addresses;

/// <summary>
/// One address as SMTP and the address book understand it: <c>local@domain</c>, without display name.
/// A value of this type never holds a control character, so it can be written into any protocol line.
/// </summary>
public sealed record EmailAddress
{
    // RFC 5321 §4.5.3.1: 64 octets, 255 octets, and a path of 256 with its angle brackets.
    private const int LocalPartLimit = 64;
    private const int DomainLimit = 255;
    private const int AddressLimit = 254;

    private static readonly SearchValues<char> IPv4Characters = SearchValues.Create("0123456789.");

    private EmailAddress(string localPart, string domain, string domainKey)
    {
        LocalPart = localPart;
        Domain = domain;
        Key = string.Concat(localPart.Normalize(NormalizationForm.FormC), "@", domainKey).ToLowerInvariant();
    }

    /// <summary>Without quotes: <c>"a b"@c.example</c> has the local part <c>a b</c>.</summary>
    public string LocalPart { get; }

    /// <summary>As it was written; may be an address literal such as <c>[192.0.2.1]</c>.</summary>
    public string Domain { get; }

    /// <summary>The form for comparing and for database keys: NFC, lower case, an international domain as A-labels.</summary>
    public string Key { get; }

    /// <summary>False if only servers with SMTPUTF8 (RFC 6531) can carry it.</summary>
    public bool IsAscii => Ascii.IsValid(LocalPart) && Ascii.IsValid(Domain);

    /// <summary>The domain as it is compared: lower case, A-labels.</summary>
    public string DomainKey => Key[(Key.LastIndexOf('@') + 1)..];

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (text.IsEmpty || text.Length > AddressLimit + 4 * LocalPartLimit)
        {
            return false;
        }
        var at = LocalPartLength(text, out var localPart);
        if (at < 0 || at >= text.Length || text[at] != '@')
        {
            return false;
        }
        var domain = text[(at + 1)..];
        if (
            !IsWellFormed(localPart)
            || !TryDomain(domain, out var domainKey)
            || Encoding.UTF8.GetByteCount(localPart) is 0 or > LocalPartLimit
            || Encoding.UTF8.GetByteCount(text) > AddressLimit
        )
        {
            return false;
        }
        address = new EmailAddress(localPart, domain.ToString(), domainKey);
        return true;
    }

    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not an e-mail address.");

    /// <summary>Makes one of its two halves, the local part without quotes.</summary>
    public static bool TryCreate(string localPart, string domain, [NotNullWhen(true)] out EmailAddress? address) =>
        TryParse($"{Quoted(localPart)}@{domain}", out address);

    public bool Equals(EmailAddress? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>The form for the wire: the local part is quoted where it must be.</summary>
    public override string ToString() => $"{Quoted(LocalPart)}@{Domain}";

    /// <summary>Where the local part ends; it without its quotes.</summary>
    private static int LocalPartLength(ReadOnlySpan<char> text, out string localPart)
    {
        localPart = "";
        if (text[0] != '"')
        {
            var at = text.IndexOf('@');
            if (at > 0 && IsDotAtom(text[..at]))
            {
                localPart = text[..at].ToString();
                return at;
            }
            return -1;
        }
        var unquoted = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    localPart = unquoted.ToString();
                    return i + 1;
                case '\\' when i + 1 < text.Length && text[i + 1] is >= ' ' and < '\x7f':
                    unquoted.Append(text[++i]);
                    break;
                // RFC 5321 §4.1.2 qtextSMTP, with RFC 6531 §3.3's non-ASCII: printable characters and nothing else.
                case >= ' ' and not ('\\' or '\x7f'):
                    unquoted.Append(text[i]);
                    break;
                default:
                    return -1;
            }
        }
        return -1;
    }

    // RFC 5321 §4.1.2 Dot-string. Consecutive dots and a dot at the end occur in the wild but not in our address book.
    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.' || text.IndexOf("..") >= 0)
        {
            return false;
        }
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c > '\x7f' || "!#$%&'*+-/=?^_`{|}~.".Contains(c)))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryDomain(ReadOnlySpan<char> domain, out string key)
    {
        key = "";
        if (domain.IsEmpty || domain.Length > DomainLimit)
        {
            return false;
        }
        if (domain[0] == '[')
        {
            key = domain.ToString();
            return IsAddressLiteral(domain);
        }
        key = domain.ToString();
        if (!Ascii.IsValid(domain) && !TryALabels(key, out key))
        {
            return false;
        }
        foreach (var range in key.AsSpan().Split('.'))
        {
            var label = key.AsSpan(range);
            if (label.IsEmpty || label.Length > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }
            foreach (var c in label)
            {
                // The underscore is no host name character, but mail domains with one exist.
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                {
                    return false;
                }
            }
        }
        return key.Length <= DomainLimit;
    }

    // RFC 5321 §4.1.3
    private static bool IsAddressLiteral(ReadOnlySpan<char> domain)
    {
        if (domain.Length < 3 || domain[^1] != ']')
        {
            return false;
        }
        var inner = domain[1..^1];
        if (inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
        {
            return inner.IndexOfAny('%', '[') < 0 && IPAddress.TryParse(inner[5..], out _);
        }
        return inner.Count('.') == 3 && inner.IndexOfAnyExcept(IPv4Characters) < 0 && IPAddress.TryParse(inner, out _);
    }

    /// <summary>RFC 5890 A-labels; false for labels that do not survive the way there and back.</summary>
    private static bool TryALabels(string domain, out string ascii)
    {
        try
        {
            var idn = new IdnMapping { UseStd3AsciiRules = false };
            ascii = idn.GetAscii(domain.Normalize(NormalizationForm.FormC).ToLowerInvariant());
            return idn.GetAscii(idn.GetUnicode(ascii)) == ascii;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }

    /// <summary>No control characters, no halves of surrogate pairs, nothing that turns the reading direction.</summary>
    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                return false;
            }
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C)
            {
                return false;
            }
        }
        return true;
    }

    private static string Quoted(string localPart)
    {
        if (IsDotAtom(localPart))
        {
            return localPart;
        }
        var quoted = new StringBuilder("\"");
        foreach (var c in localPart)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
