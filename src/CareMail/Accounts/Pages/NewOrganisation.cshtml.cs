using System.Globalization;
using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Pages;

/// <summary>/organisations/new: whoever runs the service adds what does not join by itself.</summary>
[Allows(Act.CreateOrganisation)]
internal sealed class NewOrganisationModel(FoundOrganisation found) : PageModel
{
    public static IReadOnlyList<RadioOption> Kinds { get; } =
    [
        new(nameof(OrganisationKind.Hospital), "A hospital or trust"),
        new(nameof(OrganisationKind.GeneralPractice), "A general practice"),
        new(nameof(OrganisationKind.Authority), "A board or national body"),
        new(nameof(OrganisationKind.Association), "A care association"),
        new(nameof(OrganisationKind.Sponsor), "A sponsor"),
        new(nameof(OrganisationKind.CareProvider), "A care provider above its sites"),
        new(
            nameof(OrganisationKind.CareSite),
            "A care site",
            "Ten people and one shared mailbox, unless you say otherwise"
        ),
        new(nameof(OrganisationKind.Other), "Something else"),
    ];

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Ods { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Town { get; set; }

    [BindProperty]
    public string? People { get; set; }

    [BindProperty]
    public string? SharedMailboxes { get; set; }

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? LastName { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [TempData]
    public string? Said { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var kind = Kinds.Any(option => option.Value == Kind)
            ? Enum.Parse<OrganisationKind>(Kind!)
            : (OrganisationKind?)null;
        if (kind is null)
        {
            ModelState.AddModelError(nameof(Kind), "Say what it is");
        }

        var people = Number(nameof(People), People);
        var mailboxes = Number(nameof(SharedMailboxes), SharedMailboxes);
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var organisation = new NewOrganisation(Ods ?? "", Name ?? "", kind!.Value, Town ?? "")
        {
            Allowance = people is null && mailboxes is null ? null : new Allowance(people, mailboxes),
        };
        var wanted = new NewBody(organisation, FirstName ?? "", LastName ?? "") { Email = Email, Mobile = Mobile };
        var outcome = await found.RunAsync(HttpContext.Actor(), wanted, Reason, ct);
        if (!outcome.IsDone(out var founded, out var refusal))
        {
            ModelState.AddModelError(FieldOf(refusal.Field), refusal.Sentence);
            return Again();
        }

        Said = $"{founded.Organisation.Name} is here. {founded.Administrator.DisplayName} is told how to get in.";
        return Redirect("/organisations/new");
    }

    private int? Number(string field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        if (
            int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= 100_000
        )
        {
            return number;
        }

        ModelState.AddModelError(field, "Enter a whole number, or leave it empty");
        return null;
    }

    // The use case names what it was asked for; the form spells two of them otherwise.
    private static string FieldOf(string? field) =>
        field switch
        {
            "Allowance" => nameof(People),
            "reason" => nameof(Reason),
            _ => field ?? "",
        };

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
