using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;

namespace CareMail.AddressBook;

/// <summary>Whether mail to an address is taken now.</summary>
public enum RecipientState
{
    Accepts,

    /// <summary>The person has not finished joining: try again later (450 4.2.1).</summary>
    NotActivated,

    /// <summary>452 4.2.2.</summary>
    OverQuota,

    /// <summary>550 5.1.1: said exactly as for an address that never was.</summary>
    Closed,
}

/// <summary>A mailbox of ours that an address leads to.</summary>
public sealed record Recipient(
    EmailAddress Address,
    Guid MailboxId,
    Guid OrganisationId,
    RecipientState State,
    string DisplayName,
    MailboxKind Kind
);

/// <summary>An address somebody may write from, and the mailbox it belongs to.</summary>
public sealed record SenderAddress(EmailAddress Address, string DisplayName, Guid MailboxId, bool IsPersonal);

/// <summary>A line under the "to" field.</summary>
/// <param name="Place">Organisation and town, so that two people of one name can be told apart.</param>
public sealed record Suggestion(
    EmailAddress Address,
    string DisplayName,
    string Place,
    MailboxKind Kind,
    bool IsOwnOrganisation
)
{
    public Guid MailboxId { get; init; }
    public Guid OrganisationId { get; init; }
}

/// <summary>The life of an address. The numbers are stored: never reuse one.</summary>
public enum AddressState
{
    Open = 1,

    /// <summary>The person has not finished joining.</summary>
    Waiting = 2,
    Closed = 3,
}

/// <summary>An address to be registered.</summary>
public sealed record NewAddress(
    EmailAddress Address,
    Guid MailboxId,
    Guid OrganisationId,
    MailboxKind Kind,
    string DisplayName,
    string Place
)
{
    public AddressState State { get; init; } = AddressState.Open;
    public bool IsPrimary { get; init; } = true;

    /// <summary>Found in the directory by its words.</summary>
    public bool IsShown { get; init; } = true;
}
