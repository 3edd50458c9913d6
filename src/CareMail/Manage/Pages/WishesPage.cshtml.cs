using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Sites that ask for more people: a caseworker grants or does not.</summary>
[Allows(Act.DecideMore)]
internal sealed class WishesModel(MorePeople more, OrganisationTable organisations, AccountRecords accounts)
    : ManagePage
{
    [BindProperty]
    public string? Answer { get; set; }

    public Guid? Decided { get; private set; }

    public IReadOnlyList<(MoreWish Wish, Organisation Site, int Counted)> Wishes { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostDecideAsync(
        [FromForm] Guid id,
        [FromForm] bool granted,
        CancellationToken ct
    )
    {
        var outcome = await more.DecideAsync(Actor, id, granted, Answer ?? "", ct);
        if (outcome.IsDone(out _, out var refusal))
        {
            Said = "The site is answered.";
            return Redirect("/helpdesk/more-people");
        }

        Decided = id;
        await LoadAsync(ct);
        return Refused(refusal);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var open = new List<(MoreWish, Organisation, int)>();
        foreach (var wish in await more.OpenAsync(ct))
        {
            var people = await accounts.ListAsync(wish.OrganisationId, ct);
            open.Add(
                (
                    wish,
                    (await organisations.FindAsync(wish.OrganisationId, ct))!,
                    people.Count(person => person.State is not AccountState.Left)
                )
            );
        }

        Wishes = open;
    }
}
