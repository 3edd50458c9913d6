using CareMail.Protocols.Addresses;

namespace CareMail.Protocols.Smtp;

/// <summary>What stands behind MAIL FROM: and RCPT TO: — a path and ESMTP parameters. RFC 5321 §4.1.2.</summary>
public sealed record SmtpPath
{
    // RFC 5321 §4.5.3.1.3: a path has at most 256 octets. Addresses in UTF-8 get room for the same number of letters.
    private const int LongestPath = 512;

    // We know 5; RFC 5321 §4.5.3.1 foresees a line of 512 + what the extensions add. More than 20 is no mail client.
    private const int MostParameters = 20;

    private SmtpPath(EmailAddress? address, bool isPostmaster, IReadOnlyList<SmtpParameter> parameters) =>
        (Address, IsPostmaster, Parameters) = (address, isPostmaster, parameters);

    /// <summary>Null for the null reverse-path <c>&lt;&gt;</c>, and for <c>&lt;Postmaster&gt;</c>.</summary>
    public EmailAddress? Address { get; }

    /// <summary>RFC 5321 §4.5.1: the one local part that needs no domain.</summary>
    public bool IsPostmaster { get; }

    public bool IsNull => Address is null && !IsPostmaster;

    public IReadOnlyList<SmtpParameter> Parameters { get; }

    /// <param name="argument">What follows the verb, <c>FROM:&lt;a@b.example&gt; SIZE=100</c>.</param>
    /// <param name="keyword"><c>FROM</c> or <c>TO</c>.</param>
    public static SmtpPathError TryParse(string argument, string keyword, out SmtpPath? path)
    {
        ArgumentNullException.ThrowIfNull(argument);
        ArgumentNullException.ThrowIfNull(keyword);
        path = null;
        if (
            !argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)
            || argument.Length <= keyword.Length
            || argument[keyword.Length] != ':'
        )
        {
            return SmtpPathError.Syntax;
        }

        // RFC 5321 §3.3 allows no space here; enough devices send one that refusing it would only lose letters.
        var rest = argument.AsSpan(keyword.Length + 1).TrimStart(' ');
        var end = EndOfPath(rest);
        if (end < 0)
        {
            return SmtpPathError.Syntax;
        }

        if (end > LongestPath)
        {
            return SmtpPathError.Address;
        }

        var inside = WithoutSourceRoute(rest[1..end]);
        var tail = rest[(end + 1)..];
        if (!tail.IsEmpty && tail[0] != ' ')
        {
            return SmtpPathError.Syntax;
        }

        var error = ParseParameters(tail, out var parameters);
        if (error is not SmtpPathError.None)
        {
            return error;
        }

        var isPostmaster = inside.Equals("postmaster", StringComparison.OrdinalIgnoreCase);
        EmailAddress? address = null;
        if (!inside.IsEmpty && !isPostmaster && !EmailAddress.TryParse(inside, out address))
        {
            return SmtpPathError.Address;
        }

        path = new SmtpPath(address, isPostmaster, parameters);
        return SmtpPathError.None;
    }

    public string? this[string parameter]
    {
        get
        {
            foreach (var (name, value) in Parameters)
            {
                if (name.Equals(parameter, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>The closing bracket, looking past quoted strings; -1 when there is none.</summary>
    private static int EndOfPath(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '<')
        {
            return -1;
        }

        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }

    // RFC 5321 §4.1.1.3 and appendix C: a source route is accepted and ignored; the address behind it decides.
    private static ReadOnlySpan<char> WithoutSourceRoute(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '@')
        {
            return path;
        }

        var colon = path.IndexOf(':');
        return colon < 0 ? path : path[(colon + 1)..];
    }

    private static SmtpPathError ParseParameters(ReadOnlySpan<char> tail, out IReadOnlyList<SmtpParameter> parameters)
    {
        parameters = [];
        if (tail.IsEmpty)
        {
            return SmtpPathError.None;
        }

        var found = new List<SmtpParameter>();
        foreach (var range in tail.Split(' '))
        {
            var one = tail[range];
            if (one.IsEmpty)
            {
                continue;
            }

            var equals = one.IndexOf('=');
            var name = equals < 0 ? one : one[..equals];
            if (!IsKeyword(name) || equals == one.Length - 1 || found.Count == MostParameters)
            {
                return SmtpPathError.Parameter;
            }

            found.Add(new SmtpParameter(name.ToString(), equals < 0 ? "" : one[(equals + 1)..].ToString()));
        }

        parameters = found;
        return SmtpPathError.None;
    }

    // RFC 5321 §4.1.2: esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    private static bool IsKeyword(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] == '-')
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}

/// <param name="Name">As the client wrote it.</param>
/// <param name="Value">Empty when there was none.</param>
public readonly record struct SmtpParameter(string Name, string Value);

public enum SmtpPathError
{
    None,

    /// <summary>Not <c>FROM:&lt;…&gt;</c> or <c>TO:&lt;…&gt;</c>.</summary>
    Syntax,

    /// <summary>What stands between the brackets is no address.</summary>
    Address,

    /// <summary>A parameter that is no parameter, or too many.</summary>
    Parameter,
}
