using System.Net;
using System.Net.Sockets;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Smtp;

/// <summary>The Return-Path and Received fields put before a message. RFC 5321 §4.4.</summary>
public static class TraceFields
{
    /// <param name="reversePath">Without brackets; empty for the null path.</param>
    public static string ReturnPath(string reversePath) => $"Return-Path: <{reversePath}>\r\n";

    /// <param name="from">Who the client said it was, and from where.</param>
    /// <param name="by">Our name.</param>
    /// <param name="protocol">Of the registry of RFC 3848: ESMTPS, ESMTPSA, UTF8SMTPS…</param>
    /// <param name="tls">Such as TLSv1.3; null without encryption.</param>
    /// <param name="id">Of the transaction, for the operator's log.</param>
    /// <param name="time">When the message arrived.</param>
    public static string Received(
        TraceClient from,
        string by,
        string protocol,
        string? tls,
        string id,
        DateTimeOffset time
    )
    {
        var secured = tls is null ? "" : $" (using {tls})";
        return $"Received: from {from}{secured}\r\n\tby {by} with {protocol} id {id};\r\n\t{HeaderText.FormatDate(time)}\r\n";
    }

    /// <summary>RFC 3848 and RFC 6531 §4.3.</summary>
    public static string Protocol(bool extended, bool utf8, bool tls, bool authenticated)
    {
        var name =
            utf8 ? "UTF8SMTP"
            : extended ? "ESMTP"
            : "SMTP";
        return (extended || utf8) ? name + (tls ? "S" : "") + (authenticated ? "A" : "") : name;
    }
}

/// <summary>The client in a Received field.</summary>
/// <param name="Greeting">What it said after EHLO; cleaned, it is a stranger's text in our header.</param>
/// <param name="Address">Null for somebody who signed in: where our users are is not for recipients to read.</param>
public sealed record TraceClient(string Greeting, IPAddress? Address)
{
    // RFC 1035 §2.3.4: a domain name has at most 255 octets.
    private const int LongestName = 255;

    public override string ToString() =>
        Address is null ? "authenticated.invalid (signed in)" : $"{Clean(Greeting)} ({Literal(Address)})";

    // RFC 5321 §4.1.3: address literals, IPv6 with its tag.
    private static string Literal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";

    private static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var c in name)
        {
            if (clean.Length == LongestName)
            {
                break;
            }

            clean.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '[' or ']' or ':' ? c : '?');
        }

        return clean.Length == 0 ? "unknown" : clean.ToString();
    }
}
