using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Help.Pages;

/// <summary>Administrators say how people who cannot sign in reach them.</summary>
[Allows(Act.ChangeHelpContact)]
internal sealed class OurContactModel(ChangeHelpContact change, HelpContacts contacts) : PageModel
{
    [BindProperty]
    public string? Words { get; set; }

    public bool IsSaved { get; private set; }

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    private Guid Mine => User.Account()!.OrganisationId;

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        IsSaved = done == "saved";
        Words = (await contacts.OfAsync([Mine], ct)).SingleOrDefault()?.Words;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if ((await change.RunAsync(HttpContext.Actor(), Mine, Words, ct)).IsDone(out _, out var no))
        {
            return Redirect("/organisation/help-contact?done=saved");
        }

        ModelState.AddModelError(no.Field ?? "", no.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
