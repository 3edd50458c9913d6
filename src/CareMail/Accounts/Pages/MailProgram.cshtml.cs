using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity.Devices;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Pages;

/// <summary>Makes a device password and shows it, once.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class MailProgramModel(IssueDevicePassword issue, CareMailSettings settings) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public IssuedDevicePassword? Issued { get; private set; }

    public IEnumerable<(string What, string Value)> Settings =>
        [
            ("User name", User.Account()!.UserName),
            ("Incoming mail (IMAP)", Door(settings.Imaps)),
            ("Outgoing mail (SMTP)", Door(settings.Submissions)),
        ];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var actor = HttpContext.Actor();
        var outcome = await issue.RunAsync(actor, actor.AccountId!.Value, Name ?? "", ct: ct);
        if (outcome.IsDone(out var issued, out var no))
        {
            // Shown once: neither the browser nor anything between keeps it.
            Response.Headers.CacheControl = "no-store";
            Issued = issued;
        }
        else
        {
            ModelState.AddModelError(no.Field ?? "", no.Sentence.TrimEnd('.'));
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return Page();
    }

    private string Door(ListenAddress door) => $"{settings.Hostname}, port {door.EndPoint?.Port}, SSL/TLS";
}
