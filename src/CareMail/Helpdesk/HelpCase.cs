namespace CareMail.Helpdesk;

/// <summary>How a case came in. The numbers are stored: never reuse one.</summary>
public enum CaseSource
{
    Telephone = 1,
    Form = 2,

    /// <summary>A message from a shared mailbox: somebody who works there is signed in.</summary>
    SharedMailbox = 3,

    /// <summary>A message from somebody's own mailbox.</summary>
    OwnMailbox = 4,
}

/// <summary>What is asked for. The numbers are stored: never reuse one.</summary>
public enum CaseTopic
{
    /// <summary>The password, or the sign-in is locked.</summary>
    Password = 1,

    /// <summary>The phone with the codes, or its number.</summary>
    Mobile = 2,
    AccountSecret = 3,

    /// <summary>Nobody can reach the shared mailbox any more.</summary>
    SharedMailbox = 4,
    Other = 5,
}

/// <summary>The numbers are stored: never reuse one.</summary>
public enum CaseState
{
    Open = 1,

    /// <summary>Somebody outside the desk has to do something first.</summary>
    Waiting = 2,
    Settled = 3,
}

/// <summary>How a caller was known to be the person. The numbers are stored: never reuse one.</summary>
public enum PassKind
{
    /// <summary>Three letters of the Account Secret, or old security questions.</summary>
    Secret = 1,

    /// <summary>The request came from the shared mailbox of the person's own home, by a colleague.</summary>
    SharedMailbox = 2,

    /// <summary>An administrator knows them, or saw what local policy asks for.</summary>
    LocalPolicy = 3,
}

/// <summary>What happened in a case. The numbers are stored: never reuse one.</summary>
public enum CaseEventKind
{
    Opened = 1,
    Taken = 2,
    Note = 3,
    Passed = 4,
    Failed = 5,
    Identified = 6,
    Unlocked = 7,
    Reset = 8,
    Resecured = 9,
    MobileAsked = 10,
    MobileMoved = 11,
    MobileDenied = 12,
    Rung = 13,
    NotReached = 14,
    OwnerMade = 15,
    Answered = 16,
    WroteAgain = 17,
    AboutPerson = 18,
    Settled = 19,
    Undelivered = 20,
}

/// <summary>What the caller says of themselves; sealed.</summary>
public sealed record CaseContent(string Caller, string Telephone, string Words);

/// <summary>A request to the helpdesk, as it is stored.</summary>
internal sealed class HelpCase
{
    public Guid Id { get; init; }
    public string Reference { get; init; } = "";
    public long Version { get; init; }
    public CaseSource Source { get; init; }
    public CaseTopic Topic { get; init; }
    public CaseState State { get; init; }
    public DateTimeOffset Opened { get; init; }
    public DateTimeOffset Due { get; init; }
    public DateTimeOffset? Settled { get; init; }
    public Guid? OrganisationId { get; init; }
    public Guid? AccountId { get; init; }
    public Guid? MailboxId { get; init; }
    public Guid? SenderId { get; init; }
    public Guid? OwnerId { get; init; }
    public byte[]? Content { get; init; }
    public PassKind? PassKind { get; init; }
    public DateTimeOffset? PassAt { get; init; }
    public Guid? PassAccount { get; init; }
    public byte[]? Mobile { get; init; }
    public DateTimeOffset? MobileAsked { get; init; }
    public Guid? MobileMailbox { get; init; }
    public DateTimeOffset? Rung { get; init; }

    public bool IsOpen => State is not CaseState.Settled;
}

internal sealed class CaseEvent
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? Actor { get; init; }
    public CaseEventKind Kind { get; init; }
    public string? Words { get; init; }
}

/// <summary>What the helpdesk last changed of an account.</summary>
internal sealed class AccountMark
{
    public long Version { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? Actor { get; init; }
    public CaseEventKind What { get; init; }
}
