using CareMail.AddressBook;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Delivery;

/// <summary>Design §4: the reverse-path and every From and Sender must be addresses the account may use. Pure.</summary>
internal static class SenderRule
{
    /// <returns>The address that is written from, which decides whose mail it is; null with the reason when not allowed.</returns>
    public static (SubmissionOutcome Refusal, SenderAddress? From) Check(
        EmailAddress? reversePath,
        IReadOnlyList<HeaderAddress> authors,
        IReadOnlyList<SenderAddress> allowed
    )
    {
        if (authors.Count == 0)
        {
            return (SubmissionOutcome.FromMissingOrRepeated, null);
        }

        SenderAddress? first = null;
        foreach (var author in authors)
        {
            // A group, or text that is no address, is nobody's.
            if (!EmailAddress.TryParse(author.Address, out var address) || Find(address, allowed) is not { } own)
            {
                return (SubmissionOutcome.SenderNotAllowed, null);
            }

            first ??= own;
        }

        if (reversePath is null)
        {
            return (SubmissionOutcome.Accepted, first);
        }

        return Find(reversePath, allowed) is { } sender
            ? (SubmissionOutcome.Accepted, sender)
            : (SubmissionOutcome.SenderNotAllowed, null);
    }

    private static SenderAddress? Find(EmailAddress address, IReadOnlyList<SenderAddress> allowed) =>
        allowed.FirstOrDefault(own => own.Address.Equals(address));
}
