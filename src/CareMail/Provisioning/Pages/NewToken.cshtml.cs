using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity.Doors;
using CareMail.Provisioning.Tokens;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>Makes a token and shows it, once.</summary>
[Allows(Act.CreateToken)]
internal sealed class NewTokenModel(Places places, CreateToken create, CareMailSettings settings) : PageModel
{
    public static readonly IReadOnlyList<RadioOption> Lives =
    [
        new("30", "30 days"),
        new("90", "90 days"),
        new("365", "A year"),
    ];

    [BindProperty]
    public string? Organisation { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public List<string> Scopes { get; set; } = [];

    [BindProperty]
    public string? Days { get; set; }

    public IReadOnlyList<RadioOption> Organisations { get; private set; } = [];

    public IssuedToken? Issued { get; private set; }

    public string ScimAddress => new Uri(settings.Url, ProgramAnswers.ScimPath).ToString();

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!Guid.TryParse(Organisations is [var only] ? only.Value : Organisation, out var at))
        {
            ModelState.AddModelError(nameof(Organisation), "Choose the organisation");
            return Again();
        }

        var wanted = new NewToken(at, Name ?? "", Scopes, int.TryParse(Days, out var days) ? days : 0);
        if ((await create.RunAsync(HttpContext.Actor(), wanted, ct)).IsDone(out var issued, out var refusal))
        {
            Issued = issued;
            return Page();
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        return Again();
    }

    private async Task LoadAsync(CancellationToken ct) =>
        Organisations = [
            .. (await places.OfAsync(HttpContext.Actor(), Act.CreateToken, ct)).Select(o => new RadioOption(
                o.Id.ToString(),
                o.Place,
                o.Ods
            )),
        ];

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
