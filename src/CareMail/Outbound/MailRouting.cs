namespace CareMail.Outbound;

/// <summary>What decides the way of one recipient's copy.</summary>
public readonly record struct RoutingFacts
{
    public bool IsOwnDomain { get; init; }
    public bool IsSecureDomain { get; init; }

    /// <summary>The sender wrote [secure] or switched it on.</summary>
    public bool IsSecureAsked { get; init; }

    /// <summary>The message holds an NHS number.</summary>
    public bool HasPersonalData { get; init; }
    public bool HasRelay { get; init; }

    /// <summary>The operator declared that the relay hands on by verified TLS only.</summary>
    public bool IsRelaySecure { get; init; }
}

/// <summary>Decides which way mail goes. Pure. The first line that fits counts.</summary>
public static class MailRouting
{
    /// <summary>What a sender writes into the subject to ask for secure delivery, in any case.</summary>
    public const string Trigger = "[secure]";

    public static (MailRoute Route, ReturnReason Reason) Decide(in RoutingFacts facts) =>
        facts switch
        {
            { IsOwnDomain: true } => (MailRoute.Internal, ReturnReason.None),
            { IsSecureDomain: true, HasRelay: true, IsRelaySecure: true } => (MailRoute.Secure, ReturnReason.None),
            { IsSecureDomain: true, HasRelay: true } => (MailRoute.Returned, ReturnReason.RelayNotSecure),
            // Until the portal exists, what belongs there goes back; never out in a form the sender did not want.
            { IsSecureDomain: false, IsSecureAsked: true } => (MailRoute.Returned, ReturnReason.SecureAsked),
            { IsSecureDomain: false, HasPersonalData: true } => (MailRoute.Returned, ReturnReason.PersonalData),
            { HasRelay: true } => (MailRoute.Ordinary, ReturnReason.None),
            _ => (MailRoute.Returned, ReturnReason.NoRelay),
        };

    public static bool IsAskedIn(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject.Contains(Trigger, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>One plain sentence for the sender: what happened and what to do now.</summary>
    public static string Sentence(ReturnReason reason, string address, string domain) =>
        reason switch
        {
            ReturnReason.SecureAsked =>
                $"Your message was not sent to {address}: you asked for secure delivery, and {domain} is not on the list of secure e-mail services. Use another way, such as the telephone, or an address at a secure service.",
            ReturnReason.PersonalData =>
                $"Your message was not sent to {address}: it holds an NHS number, and {domain} is not on the list of secure e-mail services. Take the number out, or use an address at a secure service.",
            ReturnReason.RelayNotSecure =>
                $"Your message was not sent to {address}: {domain} must be reached by a secure connection, and this service is not set up for that. Please tell your administrator.",
            ReturnReason.NoRelay =>
                $"Your message was not sent to {address}: this service is not connected to the outside world. Please tell your administrator.",
            ReturnReason.None => "",
        };
}
