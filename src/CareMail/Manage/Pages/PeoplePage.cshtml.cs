using CareMail.Access;
using CareMail.Lifecycle;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>The people of one place, with what each account is and becomes when.</summary>
[Allows(Act.ListPeople)]
internal sealed class PeoplePageModel(
    ManagedPlaces places,
    MailboxSheets sheets,
    DeletionWishes wishes,
    TimeProvider time
) : ManagePage
{
    public Organisation Place { get; private set; } = null!;

    public IReadOnlyList<ManagedPerson> People { get; private set; } = [];

    /// <summary>Who asked to have their account deleted, and waits for an answer.</summary>
    public IReadOnlyCollection<Guid> AskToGo { get; private set; } = [];

    public IReadOnlyList<MailboxSheet> Mailboxes { get; private set; } = [];

    public bool MayAsk => Permissions.May(Actor, Act.AskForMore, new Target(Place.Id, Place.HeadquartersId));

    public bool MayMakeLists => Permissions.May(Actor, Act.CreateList, new Target(Place.Id, Place.HeadquartersId));

    public bool MayAddSystems =>
        Permissions.May(Actor, Act.CreateApplication, new Target(Place.Id, Place.HeadquartersId));

    public bool IsOverdue(MailboxSheet mailbox) => mailbox.ReviewDue <= time.GetUtcNow();

    public string Allowance =>
        Place.PeopleAllowed is { } allowed
            ? $"{People.Count(p => p.Counts)} of {allowed} accounts are used. Leavers and deleted accounts do not count."
            : $"{People.Count(p => p.Counts)} accounts are used.";

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct)
    {
        if (await places.FindAsync(Actor, organisation, ct) is not { } place)
        {
            return NotFound();
        }

        Place = place;
        People = await places.PeopleAsync(place.Id, ct);
        AskToGo = await wishes.WaitingAsync(ct);
        Mailboxes = await sheets.OfAsync(place, ct);
        return Page();
    }
}
