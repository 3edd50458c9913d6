using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>One's own contacts and groups, and what the organisation keeps for all.</summary>
[Allows(Act.ManageContacts)]
internal sealed class ContactsModel(Contacts contacts, ContactGroups groups) : PageModel
{
    public string? Said { get; private set; }

    public IReadOnlyList<(string Title, IReadOnlyList<Contact> Contacts)> Parts { get; private set; } = [];

    public IReadOnlyList<ContactGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done switch
        {
            "saved" => "It is saved.",
            "removed" => "It is removed.",
            _ => null,
        };
        var me = User.Account()!;
        var all = await contacts.ListAsync(me.Id, me.OrganisationId, ct);
        Parts =
        [
            ("Your contacts", [.. all.Where(one => !one.IsShared)]),
            ("Kept by your organisation", [.. all.Where(one => one.IsShared)]),
        ];
        Groups = await groups.ListAsync(me.Id, ct);
    }
}
