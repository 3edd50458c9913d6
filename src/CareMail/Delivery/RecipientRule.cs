using CareMail.AddressBook;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;

namespace CareMail.Delivery;

/// <summary>Which addresses of ours take no mail, and what to tell a colleague who wrote to one. Pure.</summary>
internal static class RecipientRule
{
    public static IReadOnlyList<RecipientResult> Refused(
        IEnumerable<EmailAddress> asked,
        IReadOnlyDictionary<EmailAddress, Recipient> known
    ) =>
        [
            .. asked
                .Select(address => (address, sentence: Sentence(address, known.GetValueOrDefault(address))))
                .Where(result => result.sentence is not null)
                .Select(result => new RecipientResult(
                    result.address,
                    MailRoute.Returned,
                    ReturnReason.None,
                    result.sentence
                )),
        ];

    private static string? Sentence(EmailAddress address, Recipient? recipient) =>
        recipient?.State switch
        {
            RecipientState.Accepts => null,
            RecipientState.NotActivated => $"{address} has not finished joining yet and takes no mail.",
            RecipientState.OverQuota => $"The mailbox of {address} is full.",
            RecipientState.Closed or null => $"There is no {address}. Look for a slip in the spelling.",
        };
}
