using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Manage.Lists;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>A new list of an organisation.</summary>
[Allows(Act.CreateList)]
internal sealed class NewListPageModel(Acts acts, ManagedLists managed, Addresses addresses) : ManagePage
{
    public const string ByName = "members";
    public const string ByRule = "rule";

    public Organisation Place { get; private set; } = null!;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? LocalPart { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    public string AddressHint =>
        $"What stands before @{addresses.Domain}: letters, digits, dots and hyphens. It can never be changed, or given to anybody else.";

    public static IReadOnlyList<RadioOption> Kinds { get; } =
    [
        new(ByName, "Members by name", "You add people, shared mailboxes and other lists, or people ask to join."),
        new(
            ByRule,
            "By rule",
            "Everybody of an organisation, a role, a job or a town. Who starts or leaves is in it or out of it by themselves."
        ),
    ];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken ct) =>
        await FindAsync(organisation, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken ct)
    {
        if (!await FindAsync(organisation, ct))
        {
            return NotFound();
        }

        if (Kind is not (ByName or ByRule))
        {
            return Refused(new Refusal("Choose how somebody gets on the list", nameof(Kind)));
        }

        var wanted = new NewList(organisation, LocalPart ?? "", Name ?? "")
        {
            Description = Description ?? "",
            Rule = Kind == ByRule ? new ListRule([organisation]) : null,
        };
        if (!(await managed.CreateAsync(Actor, wanted, ct)).IsDone(out var list, out var no))
        {
            return Refused(no);
        }

        Said = $"{list.Name} is there, with the address {list.Address}.";
        return Redirect($"/manage/lists/{list.Id}/{(list.HasRule ? "rule" : "members")}");
    }

    private async Task<bool> FindAsync(Guid organisation, CancellationToken ct)
    {
        if (!(await acts.AtOrganisationAsync(Actor, Act.CreateList, organisation, ct)).IsDone(out var place, out _))
        {
            return false;
        }

        Place = place;
        return true;
    }
}
