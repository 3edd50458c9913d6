namespace CareMail.Outbound;

/// <summary>Which way one recipient's copy goes. The numbers are stored: never change one.</summary>
public enum MailRoute
{
    /// <summary>A mailbox of ours; it never leaves the service.</summary>
    Internal = 1,

    /// <summary>A domain on the secure list: by verified TLS or not at all.</summary>
    Secure = 2,

    /// <summary>To be picked up through the secure-message portal.</summary>
    Portal = 3,

    /// <summary>Ordinary mail: TLS where the other side offers it.</summary>
    Ordinary = 4,

    /// <summary>Not sent: the sender is told why.</summary>
    Returned = 5,
}

/// <summary>Why mail comes back to its sender before it was sent.</summary>
public enum ReturnReason
{
    None,

    /// <summary>The sender asked for secure delivery and the recipient's domain is not on the secure list.</summary>
    SecureAsked,

    /// <summary>It holds an NHS number and the recipient's domain is not on the secure list.</summary>
    PersonalData,

    /// <summary>The recipient's domain must have verified TLS and the relay does not promise it.</summary>
    RelayNotSecure,

    /// <summary>No way out is configured.</summary>
    NoRelay,
}
