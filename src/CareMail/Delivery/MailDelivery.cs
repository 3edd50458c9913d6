using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;

namespace CareMail.Delivery;

public enum DeliveryOutcome
{
    Delivered,
    TooLarge,

    /// <summary>A mailbox went away between RCPT and now; nothing was filed.</summary>
    MailboxGone,
}

/// <summary>
/// Splits a message over folders, queue and (later) portal, in one transaction: all of it is durable when the answer comes,
/// or none of it happened. Inbound, submission and the browser call it.
/// </summary>
public sealed class MailDelivery
{
    /// <summary>Files mail from outside into the inboxes of recipients that were accepted.</summary>
    /// <param name="message">Written to its end.</param>
    /// <param name="lead">Return-Path and Received.</param>
    /// <param name="recipients">Mailboxes that occur twice are served once.</param>
    /// <param name="ct">Gives up waiting; what was begun may still be filed.</param>
    public Task<DeliveryOutcome> DeliverAsync(
        IncomingMessage message,
        ReadOnlyMemory<byte> lead,
        IReadOnlyList<Recipient> recipients,
        CancellationToken ct = default
    ) => throw new NotImplementedException();

    /// <summary>Sends for one of our accounts: sender rule, limits, routes, copies.</summary>
    public Task<SubmissionResult> SubmitAsync(Submission submission, CancellationToken ct = default) =>
        throw new NotImplementedException();

    /// <summary>Which way each recipient's copy would go, without a message: for the page on which one is being written.</summary>
    public Task<IReadOnlyList<RecipientResult>> RouteAsync(
        Guid accountId,
        IReadOnlyList<EmailAddress> recipients,
        CancellationToken ct = default
    ) => throw new NotImplementedException();
}
