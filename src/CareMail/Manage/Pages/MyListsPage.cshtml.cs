using CareMail.Access;
using CareMail.AddressBook.Lists;

namespace CareMail.Manage.Pages;

/// <summary>The lists somebody is an owner of.</summary>
[Allows(Act.ManageList)]
internal sealed class MyListsPageModel(MailingLists lists) : ManagePage
{
    public IReadOnlyList<MailingList> Lists { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Lists = Actor.AccountId is { } me ? await lists.OwnedByAsync(me, ct) : [];
}
