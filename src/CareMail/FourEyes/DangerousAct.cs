using CareMail.Access;

namespace CareMail.FourEyes;

/// <summary>What nobody does alone. The numbers are stored: never reuse one.</summary>
public enum DangerousAct
{
    /// <summary>Reading somebody else's mailbox.</summary>
    OpenMailbox = 1,

    /// <summary>Taking all of a mailbox away as a file.</summary>
    ExportMailbox = 2,

    /// <summary>Nothing in a mailbox is destroyed from now on.</summary>
    HoldMailbox = 3,

    /// <summary>What only the hold kept is destroyed.</summary>
    EndHold = 4,

    /// <summary>A role that reaches everybody.</summary>
    GiveServiceRole = 5,
}

/// <summary>One question, from asking to its end.</summary>
public sealed class Approval
{
    public Guid Id { get; init; }
    public DangerousAct What { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid? MailboxId { get; init; }

    /// <summary>Whose mailbox it is, or who gets the role.</summary>
    public Guid? AccountId { get; init; }
    public Role? Role { get; init; }
    public string Reason { get; init; } = "";
    public Guid AskedBy { get; init; }
    public DateTimeOffset Asked { get; init; }

    /// <summary>Nobody decides it after that.</summary>
    public DateTimeOffset Expires { get; init; }
    public Guid? DecidedBy { get; init; }
    public DateTimeOffset? Decided { get; init; }
    public bool? Granted { get; init; }
    public string? Answer { get; init; }
    public DateTimeOffset? UsableUntil { get; init; }

    public ApprovalState StateAt(DateTimeOffset now) =>
        Granted switch
        {
            null => now < Expires ? ApprovalState.Waiting : ApprovalState.Lapsed,
            false => ApprovalState.Refused,
            true => UsableUntil is not { } until ? ApprovalState.Done
            : now < until ? ApprovalState.Usable
            : ApprovalState.Over,
        };
}

public enum ApprovalState
{
    Waiting,

    /// <summary>Nobody decided it in time.</summary>
    Lapsed,
    Refused,

    /// <summary>Granted, and carried out with the decision.</summary>
    Done,

    /// <summary>Granted, and whoever asked may do it now.</summary>
    Usable,

    /// <summary>The time to do it has passed.</summary>
    Over,
}
