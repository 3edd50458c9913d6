using CareMail.AddressBook;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Delivery;

/// <summary>Whom a message is from, once that is allowed.</summary>
/// <param name="From">Whose mail it is, as recipients read it: the first address of From.</param>
/// <param name="Path">Who counts for limits and hears of failures: the reverse-path, and From where it is null.</param>
internal sealed record AllowedSender(SenderAddress From, SenderAddress Path);

/// <summary>Design §4: the reverse-path and every From and Sender must be addresses the account may use. Pure.</summary>
internal static class SenderRule
{
    /// <returns>Null with the reason when not allowed.</returns>
    public static (SubmissionOutcome Refusal, AllowedSender? Sender) Check(
        EmailAddress? reversePath,
        IReadOnlyList<HeaderAddress> authors,
        IReadOnlyList<SenderAddress> allowed
    )
    {
        if (authors.Count == 0)
        {
            return (SubmissionOutcome.FromMissingOrRepeated, null);
        }

        // A group, or text that is no address, is nobody's.
        var own = authors
            .Select(author => EmailAddress.TryParse(author.Address, out var address) ? Find(address, allowed) : null)
            .ToList();
        var path = reversePath is null ? own[0] : Find(reversePath, allowed);
        return own[0] is { } from && path is not null && !own.Contains(null)
            ? (SubmissionOutcome.Accepted, new AllowedSender(from, path))
            : (SubmissionOutcome.SenderNotAllowed, null);
    }

    private static SenderAddress? Find(EmailAddress address, IReadOnlyList<SenderAddress> allowed) =>
        allowed.FirstOrDefault(own => own.Address.Equals(address));
}
