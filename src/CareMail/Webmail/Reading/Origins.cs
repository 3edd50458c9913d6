using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;

namespace CareMail.Webmail.Reading;

/// <summary>Says of addresses whose they are: ours or outside, a person or a place. One read for a whole page.</summary>
internal sealed class Origins(Addresses addresses)
{
    /// <summary>The keyword that delivery gives to mail whose author signed in here.</summary>
    public const string OwnMark = "$CareMailOwn";

    private static readonly Dictionary<EmailAddress, Recipient> Nobody = [];

    public async Task<OriginsOfPage> OfAsync(IEnumerable<Correspondent> people, CancellationToken ct)
    {
        HashSet<EmailAddress> asked = [];
        foreach (var person in people)
        {
            if (EmailAddress.TryParse(person.Address, out var address) && addresses.IsOwnDomain(address.Domain))
            {
                asked.Add(address);
            }
        }

        return new OriginsOfPage(asked.Count == 0 ? Nobody : await addresses.ResolveAsync(asked, ct));
    }

    /// <summary>
    /// "Own service" needs both: the mark that delivery put there, and an author of our domain. The author alone proves
    /// nothing: anybody can write a From.
    /// </summary>
    public Travel? Travelled(FolderEntry entry, Correspondent author, Folder folder)
    {
        if (FolderWords.IsOutgoing(folder.Use) || entry.Flags.HasFlag(MessageFlags.Draft))
        {
            return null;
        }

        if (!EmailAddress.TryParse(author.Address, out var address) || !addresses.IsOwnDomain(address.Domain))
        {
            return Travel.Outside;
        }

        return entry.Keywords.Contains(OwnMark, StringComparer.OrdinalIgnoreCase) ? Travel.Own : Travel.Unproven;
    }
}

internal sealed class OriginsOfPage(IReadOnlyDictionary<EmailAddress, Recipient> known)
{
    /// <summary>A shared mailbox stands for a place; people, and whoever we do not know, are round.</summary>
    public bool IsPlace(Correspondent person) =>
        EmailAddress.TryParse(person.Address, out var address)
        && known.TryGetValue(address, out var recipient)
        && recipient.Kind != MailboxKind.Personal;
}
