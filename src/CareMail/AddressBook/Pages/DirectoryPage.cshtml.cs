using System.Globalization;
using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook.Pages;

/// <summary>Finding a person, a shared mailbox, an organisation or a contact. What is asked for travels sealed.</summary>
[Allows(Act.SearchDirectory)]
internal sealed class DirectoryModel(
    Addresses addresses,
    Contacts contacts,
    OrganisationTable organisations,
    DirectoryQuota quota,
    SealedWords words
) : PageModel
{
    private const int OrganisationsShown = 8;

    private Dictionary<Guid, string> _codes = [];

    [BindProperty]
    public string? Q { get; set; }

    public string Asked { get; private set; } = "";

    public IReadOnlyList<Suggestion> People { get; private set; } = [];

    public IReadOnlyList<Contact> Kept { get; private set; } = [];

    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public bool IsCut => People.Count == DirectoryLimits.Shown || Organisations.Count == OrganisationsShown;

    public string Summary =>
        (People.Count + Kept.Count + Organisations.Count) switch
        {
            0 => $"Nobody found for “{Asked}”",
            1 => "One found",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} found"),
        };

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "for")] string? sealedWords, CancellationToken ct)
    {
        Asked = words.Read(sealedWords);
        Q = Asked;
        if (Asked.Length > 0)
        {
            var me = User.Account()!;
            if (!quota.MayAsk(me.Id))
            {
                return Refused(
                    "You have asked the directory very often. Wait a minute, then search again",
                    StatusCodes.Status429TooManyRequests
                );
            }

            await FindAsync(me.Id, me.OrganisationId, ct);
        }

        return Page();
    }

    public IActionResult OnPost()
    {
        var asked = (Q ?? "").Trim();
        return asked.Length < DirectoryLimits.ShortestWord
            ? Refused(
                "Enter at least two letters of a name, a town or a code",
                StatusCodes.Status422UnprocessableEntity
            )
            : Redirect("/directory?for=" + words.Seal(asked));
    }

    public string? OdsOf(Suggestion one) => _codes.GetValueOrDefault(one.OrganisationId);

    private async Task FindAsync(Guid me, Guid organisation, CancellationToken ct)
    {
        People = await addresses.SuggestAsync(organisation, Asked, DirectoryLimits.Shown, ct);
        Kept = await contacts.FindAsync(me, organisation, Asked, DirectoryLimits.Shown, ct);
        var typed = AddressRules.Typed(Asked, DirectoryLimits.Words);
        Organisations = typed.Count == 0 ? [] : await organisations.SearchAsync(typed, OrganisationsShown, ct);
        _codes = (
            await organisations.FindAsync([.. People.Select(one => one.OrganisationId).Distinct()], ct)
        ).ToDictionary(o => o.Id, o => o.Ods);
    }

    private PageResult Refused(string sentence, int status)
    {
        ModelState.AddModelError(nameof(Q), sentence);
        Response.StatusCode = status;
        return Page();
    }
}
