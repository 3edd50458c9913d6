using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>One field of recipients, read: those understood, and what was typed and could not be.</summary>
internal sealed record RecipientList(IReadOnlyList<NamedAddress> Understood, string NotUnderstood)
{
    /// <summary>Addresses typed bare get the name that the address book has for them.</summary>
    public RecipientList Named(IReadOnlyDictionary<EmailAddress, string> names) =>
        this with
        {
            Understood =
            [
                .. Understood.Select(r =>
                    r.Name.Length == 0 && names.TryGetValue(r.Address, out var name) ? r with { Name = name } : r
                ),
            ],
        };

    public static RecipientList Read(IEnumerable<string?> typed)
    {
        List<NamedAddress> understood = [];
        List<string> rest = [];
        HashSet<EmailAddress> seen = [];
        foreach (var text in typed.Where(t => !string.IsNullOrWhiteSpace(t)))
        {
            var read = HeaderText.ParseRecipients(text!, out var others);
            understood.AddRange(read.Where(r => seen.Add(r.Address)));
            rest.AddRange(others);
        }

        return new RecipientList(
            [.. understood.Take(WritingLimits.Recipients)],
            string.Join(", ", rest.Where(r => !string.IsNullOrWhiteSpace(r)))
        );
    }
}
