using CareMail.AddressBook;
using CareMail.Protocols.Addresses;

namespace CareMail.Inbound;

/// <summary>What MAIL and RCPT have said so far.</summary>
internal sealed class SmtpEnvelope
{
    /// <summary>Null for the null reverse-path.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>RFC 6531 §3.4: addresses and header may be UTF-8.</summary>
    public bool Utf8 { get; init; }

    /// <summary>What SIZE said, if it did. RFC 1870 §6.</summary>
    public long? DeclaredSize { get; init; }

    public int Count => Mailboxes.Count + Outside.Count;

    /// <summary>Recipients of ours, resolved when they were named.</summary>
    public List<Recipient> Mailboxes { get; } = [];

    /// <summary>Recipients elsewhere; only a submission has any.</summary>
    public List<EmailAddress> Outside { get; } = [];
}
