namespace CareMail.Protocols.Addresses;

/// <summary>
/// One address as SMTP and the address book understand it: <c>local@domain</c>, without display name.
/// A value of this type never holds a control character, so it can be written into any protocol line.
/// </summary>
public sealed record EmailAddress
{
    private EmailAddress(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
        Key = string.Concat(localPart, "@", domain).Normalize(System.Text.NormalizationForm.FormC).ToLowerInvariant();
    }

    /// <summary>Without quotes: <c>"a b"@c.example</c> has the local part <c>a b</c>.</summary>
    public string LocalPart { get; }

    /// <summary>As it was written; may be an address literal such as <c>[192.0.2.1]</c>.</summary>
    public string Domain { get; }

    /// <summary>The form for comparing and for database keys: NFC, lower case.</summary>
    public string Key { get; }

    public static bool TryParse(
        ReadOnlySpan<char> text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EmailAddress? address
    ) => throw new NotImplementedException();

    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not an e-mail address.");

    public bool Equals(EmailAddress? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>The form for the wire: the local part is quoted where it must be.</summary>
    public override string ToString() => throw new NotImplementedException();
}
