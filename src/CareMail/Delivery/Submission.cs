using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>A message one of our people sends, by mail program or browser.</summary>
public sealed record Submission
{
    public required Guid AccountId { get; init; }

    /// <summary>The reverse-path; null for reports of a mail program (RFC 8098 §4), which then send as the From address.</summary>
    public required EmailAddress? Sender { get; init; }

    /// <summary>To, Cc and Bcc together; each address is served once.</summary>
    public required IReadOnlyList<EmailAddress> Recipients { get; init; }

    /// <summary>Written to its end and without Bcc; <see cref="MailDelivery.SubmitAsync"/> completes and stores it.</summary>
    public required IncomingMessage Message { get; init; }

    /// <summary>Every address in From and then in Sender fields; null: those of the message's summary.</summary>
    public IReadOnlyList<HeaderAddress>? Authors { get; init; }

    /// <summary>Trace fields to put before it; empty: a Received field is made.</summary>
    public ReadOnlyMemory<byte> Lead { get; init; }

    /// <summary>
    /// File a copy in the sender's Sent folder. Shared mailboxes get one whatever this says; from a personal one mail
    /// programs add their own.
    /// </summary>
    public bool KeepCopy { get; init; }

    /// <summary>The sender asked for secure delivery with a switch, as [secure] in the subject does.</summary>
    public bool AskSecure { get; init; }

    /// <summary>More to write in the same transaction. May run twice.</summary>
    public Func<WriteTransaction, Task>? Alongside { get; init; }
}

public enum SubmissionOutcome
{
    /// <summary>Every recipient's copy is in a mailbox, in the queue, or on its way back with the reason.</summary>
    Accepted,

    /// <summary>The reverse-path or a From or Sender field is not an address this account may write from.</summary>
    SenderNotAllowed,

    /// <summary>No From field, or more than one.</summary>
    FromMissingOrRepeated,

    /// <summary>An address of ours that does not exist, or takes no mail now: nothing was sent.</summary>
    RecipientRefused,
    NoRecipients,
    TooManyRecipients,

    /// <summary>This mailbox sends faster than a person.</summary>
    TooFast,

    /// <summary>This mailbox has reached its recipients for today.</summary>
    DailyLimit,
    TooLarge,
}

/// <summary>What happens to one recipient's copy.</summary>
/// <param name="Sentence">For <see cref="MailRoute.Returned"/> and refusals: what to tell the sender.</param>
public sealed record RecipientResult(
    EmailAddress Address,
    MailRoute Route,
    ReturnReason Reason = ReturnReason.None,
    string? Sentence = null
)
{
    /// <summary>It is kept until an owner of the list has looked at it.</summary>
    public bool Waits { get; init; }
}

/// <param name="Recipients">The refused ones when recipients were refused; otherwise all.</param>
public sealed record SubmissionResult(
    SubmissionOutcome Outcome,
    Guid MessageId,
    IReadOnlyList<RecipientResult> Recipients,
    FiledEntry? Sent = null
)
{
    public bool IsAccepted => Outcome == SubmissionOutcome.Accepted;
}
