using CareMail.Access;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Helpdesk.Pages;

/// <summary>The form that is open to everybody: who cannot get in cannot sign in to ask.</summary>
[Allows(Act.AskHelpdesk)]
internal sealed class AskModel(OpenCase open, TimeProvider time) : DeskPage(time)
{
    [BindProperty]
    public string? Caller { get; set; }

    [BindProperty]
    public string? Telephone { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Topic { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public OpenedCase? Opened { get; private set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var asked = new CaseRequest(
            NewCaseModel.TopicOf(Topic),
            Caller ?? "",
            Telephone ?? "",
            Address ?? "",
            "",
            Words ?? ""
        );
        var network = Identity.NetworkOf.Address(HttpContext.Connection.RemoteIpAddress);
        if ((await open.ByFormAsync(asked, network, ct)).IsDone(out var opened, out var refusal))
        {
            Opened = opened;
        }
        else
        {
            Blame(refusal);
        }

        return Page();
    }
}
