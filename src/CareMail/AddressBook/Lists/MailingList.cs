using System.Text.Json;
using CareMail.Access;
using CareMail.Protocols.Addresses;

namespace CareMail.AddressBook.Lists;

/// <summary>Who writes to a list without anybody being asked. The numbers are stored: never reuse one.</summary>
public enum ListSenders
{
    /// <summary>Its owners, and the senders they named.</summary>
    Named = 1,
    Members = 2,

    /// <summary>Everybody of its organisation and the sites below it.</summary>
    Organisation = 3,

    /// <summary>Everybody with an account here.</summary>
    Service = 4,
}

/// <summary>What becomes of a message of anybody else. The numbers are stored: never reuse one.</summary>
public enum ListOthers
{
    Refused = 1,

    /// <summary>An owner decides, if the sender signed in here; from outside it is refused.</summary>
    ColleaguesWait = 2,

    /// <summary>An owner decides, whoever sent it.</summary>
    EverybodyWaits = 3,
}

/// <summary>How people of the service become members. The numbers are stored: never reuse one.</summary>
public enum ListJoining
{
    ByOwner = 1,

    /// <summary>They ask, and an owner decides.</summary>
    OnRequest = 2,
    Open = 3,
}

/// <summary>An address of an organisation that stands for many.</summary>
public sealed class MailingList
{
    /// <summary>Its mailbox, by which it is known everywhere.</summary>
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string Address { get; init; } = "";
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public ListSenders Senders { get; init; } = ListSenders.Organisation;
    public ListOthers Others { get; init; } = ListOthers.ColleaguesWait;
    public ListJoining Joining { get; init; } = ListJoining.ByOwner;
    public bool TakesOutsiders { get; init; }
    public string? RuleText { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? Closed { get; init; }

    public bool IsOpen => Closed is null;

    public bool HasRule => RuleText is not null;

    public ListRule? Rule => RuleText is null ? null : JsonSerializer.Deserialize<ListRule>(RuleText);

    public EmailAddress EmailAddress => EmailAddress.Parse(Address);
}

/// <summary>Whom a list stands for, as a rule: it is read anew for every message.</summary>
/// <param name="Organisations">People of these.</param>
public sealed record ListRule(IReadOnlyList<Guid> Organisations)
{
    /// <summary>And of the sites below them.</summary>
    public bool WithSites { get; init; }

    /// <summary>Only those who hold this role.</summary>
    public Role? Role { get; init; }

    /// <summary>Only those in whose job title this stands.</summary>
    public string JobTitle { get; init; } = "";

    /// <summary>Only those whose organisation is in this town.</summary>
    public string Town { get; init; } = "";

    public string Write() => JsonSerializer.Serialize(this);
}

/// <summary>Somebody a list stands for.</summary>
public sealed class ListMember
{
    public string Key { get; init; } = "";

    /// <summary>Null: outside the service.</summary>
    public Guid? MailboxId { get; init; }
    public string Address { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>It is a list itself.</summary>
    public bool IsList { get; init; }
}

/// <summary>Somebody with an account, and the mailbox that is theirs.</summary>
public sealed class ListPerson
{
    public Guid AccountId { get; init; }
    public Guid MailboxId { get; init; }
    public string Address { get; init; } = "";
    public string Name { get; init; } = "";
    public DateTimeOffset? Asked { get; init; }
}

/// <summary>Everybody a list stands for now, each once: lists in it are opened.</summary>
public sealed record ListExpansion(IReadOnlySet<Guid> Mailboxes, IReadOnlyList<EmailAddress> Outside)
{
    public int Count => Mailboxes.Count + Outside.Count;
}

/// <summary>Somebody who writes to a list.</summary>
/// <param name="MailboxId">The mailbox they write from, if they signed in; null: anybody can write anybody's address.</param>
public sealed record ListPoster(Guid? MailboxId, Guid? AccountId, EmailAddress Address);

/// <summary>A message that waits for an owner.</summary>
public sealed class ListPost
{
    public Guid Id { get; init; }
    public Guid ListId { get; init; }
    public Guid MessageId { get; init; }
    public Guid? MailboxId { get; init; }
    public Guid? AccountId { get; init; }
    public string Sender { get; init; } = "";
    public bool AskedSecure { get; init; }
    public DateTimeOffset Came { get; init; }
}
