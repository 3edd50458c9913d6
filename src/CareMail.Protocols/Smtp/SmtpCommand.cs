using System.Text;

namespace CareMail.Protocols.Smtp;

public enum SmtpVerb
{
    Unknown,
    Helo,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
}

/// <summary>One command line, split at its first space. RFC 5321 §4.1.</summary>
public readonly record struct SmtpCommand(SmtpVerb Verb, string Argument)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>False when the line holds a control character or is not UTF-8 (RFC 6531 §3.3): nothing of it is used.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out SmtpCommand command)
    {
        command = default;
        if (line.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || line.Contains((byte)0x7F))
        {
            return false;
        }

        var end = line.IndexOf((byte)' ');
        var verb = VerbOf(end < 0 ? line : line[..end]);
        var rest = end < 0 ? [] : line[(end + 1)..].Trim((byte)' ');
        try
        {
            command = new SmtpCommand(verb, rest.IsEmpty ? "" : Strict.GetString(rest));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // RFC 5321 §2.4: verbs are not case sensitive.
    private static SmtpVerb VerbOf(ReadOnlySpan<byte> verb)
    {
        if (verb.Length is < 4 or > 8)
        {
            return SmtpVerb.Unknown;
        }

        Span<byte> upper = stackalloc byte[8];
        Ascii.ToUpper(verb, upper, out var length);
        return upper[..length] switch
        {
            [(byte)'H', (byte)'E', (byte)'L', (byte)'O'] => SmtpVerb.Helo,
            [(byte)'E', (byte)'H', (byte)'L', (byte)'O'] => SmtpVerb.Ehlo,
            [(byte)'M', (byte)'A', (byte)'I', (byte)'L'] => SmtpVerb.Mail,
            [(byte)'R', (byte)'C', (byte)'P', (byte)'T'] => SmtpVerb.Rcpt,
            [(byte)'D', (byte)'A', (byte)'T', (byte)'A'] => SmtpVerb.Data,
            [(byte)'B', (byte)'D', (byte)'A', (byte)'T'] => SmtpVerb.Bdat,
            [(byte)'R', (byte)'S', (byte)'E', (byte)'T'] => SmtpVerb.Rset,
            [(byte)'N', (byte)'O', (byte)'O', (byte)'P'] => SmtpVerb.Noop,
            [(byte)'Q', (byte)'U', (byte)'I', (byte)'T'] => SmtpVerb.Quit,
            [(byte)'A', (byte)'U', (byte)'T', (byte)'H'] => SmtpVerb.Auth,
            [(byte)'V', (byte)'R', (byte)'F', (byte)'Y'] => SmtpVerb.Vrfy,
            [(byte)'E', (byte)'X', (byte)'P', (byte)'N'] => SmtpVerb.Expn,
            [(byte)'H', (byte)'E', (byte)'L', (byte)'P'] => SmtpVerb.Help,
            var other when other.SequenceEqual("STARTTLS"u8) => SmtpVerb.StartTls,
            _ => SmtpVerb.Unknown,
        };
    }
}
