using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;

namespace CareMail.Outbound;

/// <summary>One message for some recipients, ready to be handed on.</summary>
/// <param name="Sender">The reverse-path; null for the null path.</param>
/// <param name="MustBeSecure">By verified TLS or not at all.</param>
public sealed record OutgoingMail(
    Guid OrganisationId,
    EmailAddress? Sender,
    IReadOnlyList<EmailAddress> Recipients,
    StoredMessageReader Message,
    bool MustBeSecure
);

public enum RelayOutcome
{
    Taken,

    /// <summary>Not now: try again.</summary>
    TryLater,

    /// <summary>Not now, because there was no secure connection; RFC 3207 §4.1 leaves to us what that means.</summary>
    NoSecureLine,

    /// <summary>Never.</summary>
    Refused,
}

/// <param name="Status">RFC 3463.</param>
/// <param name="Said">The server's own words, when it spoke.</param>
/// <param name="Server">Which server.</param>
public sealed record RelayAnswer(RelayOutcome Outcome, string Status, string? Said = null, string? Server = null);

/// <summary>Where mail for the outside goes: the outside world begins here.</summary>
public interface IRelay
{
    /// <summary>False when no relay is configured.</summary>
    bool Exists { get; }

    /// <summary>The operator declared that it hands on by verified TLS only.</summary>
    bool IsSecure { get; }

    /// <summary>One answer for each recipient, in their order. Does not throw for anything a server or the line does.</summary>
    Task<IReadOnlyList<RelayAnswer>> SendAsync(OutgoingMail mail, CancellationToken ct);
}

/// <summary>No way out is configured: everything for outside is returned before it would be queued.</summary>
internal sealed class NoRelay : IRelay
{
    public bool Exists => false;

    public bool IsSecure => false;

    public Task<IReadOnlyList<RelayAnswer>> SendAsync(OutgoingMail mail, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<RelayAnswer>>([
            .. mail.Recipients.Select(_ => new RelayAnswer(RelayOutcome.TryLater, "4.3.5")),
        ]);
}
