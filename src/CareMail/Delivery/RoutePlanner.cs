using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Delivery;

/// <summary>Gathers the facts about a message and its recipients and has <see cref="MailRouting"/> decide.</summary>
internal sealed class RoutePlanner(
    Addresses addresses,
    SecureDomains secure,
    IRelay relay,
    MailStore store,
    MailboxAccess mailboxes,
    SubmissionLimits limits
)
{
    public async Task<IReadOnlyList<RecipientResult>> PlanAsync(
        IReadOnlyList<EmailAddress> recipients,
        StoredMessage? message,
        bool askSecure,
        CancellationToken ct
    )
    {
        var asked = askSecure || (message is not null && MailRouting.IsAskedIn(message.Summary.Envelope.Subject));
        bool? personal = null;
        var planned = new List<RecipientResult>(recipients.Count);
        foreach (var address in recipients)
        {
            var facts = new RoutingFacts
            {
                IsOwnDomain = addresses.IsOwnDomain(address.Domain),
                HasRelay = relay.Exists,
                IsRelaySecure = relay.IsSecure,
                IsSecureAsked = asked,
            };
            if (!facts.IsOwnDomain)
            {
                facts = facts with { IsSecureDomain = await secure.FindAsync(address.Domain, ct) is not null };
                if (!facts.IsSecureDomain && message is not null)
                {
                    // The text is only read for the sake of somebody outside the secure services, and once.
                    personal ??= await HasPersonalDataAsync(message, ct);
                    facts = facts with { HasPersonalData = personal.Value };
                }
            }

            var (route, reason) = MailRouting.Decide(facts);
            planned.Add(
                new RecipientResult(
                    address,
                    route,
                    reason,
                    reason == ReturnReason.None
                        ? null
                        : MailRouting.Sentence(reason, address.ToString(), address.Domain)
                )
            );
        }

        return planned;
    }

    public async Task<Guid> OrganisationOfAsync(Guid mailboxId, CancellationToken ct) =>
        (await mailboxes.FindAsync(mailboxId, ct))?.OrganisationId ?? Guid.Empty;

    private async Task<bool> HasPersonalDataAsync(StoredMessage message, CancellationToken ct)
    {
        if (NhsNumbers.AreIn(message.Summary.Envelope.Subject))
        {
            return true;
        }

        var reader = store.Open(message);
        var (plain, html) = MessageText.Bodies(message.Summary.Root);
        foreach (var part in new[] { plain, html })
        {
            if (part is null)
            {
                continue;
            }

            var text = await reader.ReadTextAsync(part, limits.SearchedText, ct);
            if (NhsNumbers.AreIn(part == html ? MessageText.FromHtml(text) : text))
            {
                return true;
            }
        }

        return false;
    }
}
