using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Outbound;
using CareMail.Protocols.Mime;
using CareMail.Webmail.Reading;

namespace CareMail.Webmail.Writing;

/// <summary>Says of each recipient how the message will travel, in the same words as the chips of mail that came.</summary>
internal sealed class Routes(MailDelivery delivery, Addresses addresses)
{
    public async Task<IReadOnlyList<IReadOnlyList<Pill>>> PillsAsync(
        Guid accountId,
        IReadOnlyList<RecipientList> fields,
        CancellationToken ct
    )
    {
        var all = fields.SelectMany(f => f.Understood).Select(r => r.Address).Distinct().ToList();
        if (all.Count == 0)
        {
            return [.. fields.Select(_ => Array.Empty<Pill>())];
        }

        var routes = (await delivery.RouteAsync(accountId, all, ct: ct)).ToDictionary(r => r.Address);
        var ours = await addresses.ResolveAsync([.. all.Where(a => addresses.IsOwnDomain(a.Domain))], ct);
        return [.. fields.Select(f => f.Understood.Select(ToPill).ToList())];

        Pill ToPill(NamedAddress recipient)
        {
            var name =
                ours.TryGetValue(recipient.Address, out var known) ? known.DisplayName
                : recipient.Name.Length > 0 ? recipient.Name
                : recipient.Address.ToString();
            return new Pill(
                recipient.ToString(),
                HeaderText.ForDisplay(name),
                recipient.Address.ToString(),
                routes.TryGetValue(recipient.Address, out var route) ? Of(route) : Travel.OutsideOut
            );
        }
    }

    public static Travel Of(RecipientResult route) =>
        route.Route switch
        {
            MailRoute.Internal => Travel.Own with { Why = "Stays inside this service. It never crosses the internet." },
            MailRoute.Secure => Travel.Secure,
            MailRoute.Portal or MailRoute.Ordinary => Travel.OutsideOut,
            MailRoute.Returned => Travel.Refused with { Why = route.Sentence ?? Travel.Refused.Why },
        };

    public static string Summary(IEnumerable<Pill> pills)
    {
        var all = pills.ToList();
        return all.Count == 0 ? "Add somebody, and you see here how the message reaches them."
            : all.Exists(p => p.Travel.Kind == "bad") ? "Not everybody can get this message."
            : all.TrueForAll(p => p.Travel.Kind is "own" or "verified") ? "Every copy is protected."
            : "Some copies leave the service as ordinary mail.";
    }
}
