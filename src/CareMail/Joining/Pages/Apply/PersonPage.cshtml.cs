using CareMail.Joining.Applying;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>One person: named, or changed. Two routes lead here, so that no route can be taken for a person's id.</summary>
internal sealed class PersonPageModel(ApplicantServices services, ChangeDraft change) : ApplicantPage(services)
{
    private const string Owner = "owner";
    private const string Member = "member";

    /// <summary>Null: somebody new.</summary>
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid? PersonId { get; set; }

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? LastName { get; set; }

    [BindProperty]
    public string? Right { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    public IReadOnlyList<RadioOption> Rights { get; } =
    [
        new(Owner, "An owner", "Reads and sends, and says who else may. Normally the manager and one more"),
        new(Member, "A member", "Reads and sends"),
    ];

    public string Question =>
        PersonId is not null ? $"Change {Who()?.Name}"
        : People.Count == 0 ? "Who is the first person?"
        : "Who is the next person?";

    public string AddressHint =>
        $"Ends in @{Services.Settings.Domain}. Then leave e-mail and mobile empty: they keep the account they have.";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (PersonId is null)
        {
            return Page();
        }

        if (Who() is not { Content: { } known } person)
        {
            return NotFound();
        }

        (FirstName, LastName, Email, Mobile, Address) = (
            known.FirstName,
            known.LastName,
            known.Email,
            known.Mobile,
            known.Address
        );
        Right = person.IsOwner ? Owner : Member;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (PersonId is not null && Who() is null)
        {
            return NotFound();
        }

        bool? isOwner = Right switch
        {
            Owner => true,
            Member => false,
            _ => null,
        };
        var typed = new TypedPerson(FirstName, LastName, Email, Mobile, isOwner) { Address = Address };
        return (await change.SavePersonAsync(Application.Id, PersonId, typed, ct)).IsDone(out _, out var refusal)
            ? Redirect("/join/people")
            : Again(refusal);
    }

    private NamedPerson? Who() => People.FirstOrDefault(person => person.Id == PersonId);
}
