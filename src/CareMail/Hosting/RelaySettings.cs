namespace CareMail.Hosting;

/// <summary>What the smarthost's TLS must be.</summary>
public enum RelayTls
{
    /// <summary>STARTTLS when the relay offers it, whoever it says it is.</summary>
    Opportunistic,

    /// <summary>TLS 1.2 or newer with a certificate that is right for the name, or the mail waits.</summary>
    Verified,

    /// <summary>Verified, and the operator declares that the relay hands on only by verified TLS; CareMail cannot see that.</summary>
    Secure,
}

/// <summary>The smarthost that takes mail for other domains.</summary>
public sealed record RelaySettings(string Host, int Port)
{
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public RelayTls Tls { get; init; }

    public override string ToString() => $"{Host}:{Port}";

    internal static RelaySettings? From(SettingReader read)
    {
        var text = read.Text("CAREMAIL_RELAY", "");
        if (text is "")
        {
            return null;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text[(colon + 1)..], out var port))
        {
            throw new SettingException("CAREMAIL_RELAY", text, "host:port");
        }

        var tls = read.Text("CAREMAIL_RELAY_TLS", "opportunistic");
        return new RelaySettings(text[..colon].Trim('[', ']'), port)
        {
            User = read.Text("CAREMAIL_RELAY_USER", ""),
            Password = read.Text("CAREMAIL_RELAY_PASSWORD", ""),
            Tls = tls switch
            {
                "opportunistic" => RelayTls.Opportunistic,
                "verified" => RelayTls.Verified,
                "secure" => RelayTls.Secure,
                _ => throw new SettingException("CAREMAIL_RELAY_TLS", tls, "opportunistic, verified or secure"),
            },
        };
    }
}
