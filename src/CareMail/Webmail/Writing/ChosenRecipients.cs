using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>
/// Whom somebody chose in the address book before they began to write. Links name them by id: an address would stay in the
/// history of a shared tablet.
/// </summary>
internal sealed class ChosenRecipients(DirectoryEntries directory, Contacts contacts, ContactGroups groups)
{
    public async Task<IReadOnlyList<string>> FromAsync(IQueryCollection query, SignedInAccount me, CancellationToken ct)
    {
        if (Guid.TryParse(query["person"], out var mailbox))
        {
            return await directory.FindAsync(mailbox, ct) is { } entry ? [Spell(entry.DisplayName, entry.Address)] : [];
        }

        if (Guid.TryParse(query["contact"], out var contact))
        {
            return await contacts.FindAsync(contact, me.Id, me.OrganisationId, ct) is { } kept
                ? [Spell(kept.Name, EmailAddress.Parse(kept.Address))]
                : [];
        }

        return Guid.TryParse(query["group"], out var group) && await groups.FindAsync(me.Id, group, ct) is { } named
            ? Spell(named)
            : [];
    }

    public static IReadOnlyList<string> Spell(ContactGroup group) =>
        [.. group.Members.Select(member => Spell(member.Name, EmailAddress.Parse(member.Address)))];

    public static string Spell(string name, EmailAddress address) =>
        name.Length == 0 ? address.ToString() : new NamedAddress(name, address).ToString();
}
