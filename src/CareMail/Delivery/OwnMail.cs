using CareMail.AddressBook;
using CareMail.Storage;

namespace CareMail.Delivery;

/// <summary>A message of one of our people. Who wrote it is known, not claimed: the sender rule has passed it.</summary>
/// <param name="AccountId">Who was signed in.</param>
/// <param name="From">Their own address, or that of a mailbox they share.</param>
/// <param name="To">The mailboxes of ours that it goes to.</param>
/// <param name="Preview">Its first words.</param>
public sealed record OwnMail(
    Guid AccountId,
    SenderAddress From,
    IReadOnlyList<Recipient> To,
    string Subject,
    string Preview,
    Guid MessageId
);

/// <summary>Told of a message of our own people, in the transaction that files it. May run twice.</summary>
public interface IOwnMail
{
    Task SentAsync(WriteTransaction tx, OwnMail letter);
}
