using System.Globalization;
using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Manage.Lists;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Whom a list stands for, as a rule: looked at before it is kept.</summary>
[Allows(Act.ManageList)]
internal sealed class ListRuleModel(
    ManagedLists managed,
    MailingLists lists,
    ManagedPlaces places,
    OrganisationTable organisations
) : ListPageModel(managed)
{
    private const string AnyRole = "0";

    public static IReadOnlyList<RadioOption> Roles { get; } =
    [
        new(AnyRole, "Everybody"),
        .. ListRules.RolesOfRules.Select(role => new RadioOption(
            ((int)role).ToString(CultureInfo.InvariantCulture),
            "Every " + ListRules.InWords(role)
        )),
    ];

    public IReadOnlyList<Organisation> Places { get; private set; } = [];

    /// <summary>What the rule that is typed means, before it is kept.</summary>
    public (string Words, int Count)? Preview { get; private set; }

    [BindProperty]
    public IReadOnlyList<Guid> Organisations { get; set; } = [];

    [BindProperty]
    public bool WithSites { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? JobTitle { get; set; }

    [BindProperty]
    public string? Town { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        var rule = List.Rule!;
        (Organisations, WithSites) = (rule.Organisations, rule.WithSites);
        Role = ((int)(rule.Role ?? 0)).ToString(CultureInfo.InvariantCulture);
        (JobTitle, Town) = (rule.JobTitle, rule.Town);
        await PreviewAsync(rule, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (await Managed.CheckAsync(Actor, Typed(), ct) is { } bad)
        {
            return Refused(bad);
        }

        await PreviewAsync(Typed(), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostKeepAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await Managed.ChangeRuleAsync(Actor, list, Typed(), ct)).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = "The rule is kept. It is read anew for every message.";
        return Redirect($"/manage/lists/{list}");
    }

    private async Task PreviewAsync(ListRule rule, CancellationToken ct) =>
        Preview = (await lists.InWordsAsync(rule, ct), await lists.CountAsync(rule, ct));

    private ListRule Typed() =>
        new([.. Organisations.Distinct()])
        {
            WithSites = WithSites,
            Role = TypedRole(),
            JobTitle = (JobTitle ?? "").Trim(),
            Town = (Town ?? "").Trim(),
        };

    private Access.Role? TypedRole()
    {
        foreach (var one in ListRules.RolesOfRules)
        {
            if (((int)one).ToString(CultureInfo.InvariantCulture) == Role)
            {
                return one;
            }
        }

        return null;
    }

    private async Task<bool> LoadAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct) || List.Rule is not { } rule)
        {
            return false;
        }

        var mine = await places.OfAsync(Actor, ct);
        // What the rule names already stays to be seen, also by an owner who does not look after it.
        var named = await organisations.FindAsync([.. rule.Organisations, List.OrganisationId], ct);
        Places = [.. mine.Concat(named).DistinctBy(o => o.Id).OrderBy(o => o.Name, StringComparer.Ordinal)];
        return true;
    }
}
