using CareMail.Access;
using CareMail.Accounts.MailPrograms;
using CareMail.Hosting;
using CareMail.Identity.Devices;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Makes a device password and shows it, once.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class MailProgramModel(
    StepUp stepUp,
    IssueDevicePassword issue,
    MailboxAccess mailboxes,
    CareMailSettings settings
) : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? Name { get; set; }

    public IssuedDevicePassword? Issued { get; private set; }

    public GuideFacts Guide { get; private set; } = null!;

    public IEnumerable<(string What, string Value)> Settings =>
        [
            ("User name", Guide.UserName),
            ("Incoming mail (IMAP)", Guide.Incoming + ", SSL/TLS"),
            ("Outgoing mail (SMTP)", Guide.Outgoing + ", SSL/TLS"),
        ];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!(await issue.RunAsync(Actor, Me, Name ?? "", ct: ct)).IsDone(out var issued, out var no))
        {
            return Refused(no);
        }

        // Shown once: neither the browser nor anything between keeps it.
        Response.Headers.CacheControl = "no-store";
        Issued = issued;
        var userName = User.Account()!.UserName;
        Guide = await GuideFacts.OfAsync(mailboxes, Me, userName, MailServers.Of(settings), ct);
        return Page();
    }
}
