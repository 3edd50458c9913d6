using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Help.Pages;

/// <summary>Who administers one organisation, and how to reach them.</summary>
[Allows(Act.SeePublicPages)]
internal sealed class WhoAtModel(WhoCanHelp who, StreetQuestions questions) : PageModel
{
    public HelpAt At { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct)
    {
        if (!await questions.MayAskAsync(HttpContext, "who can help", ct))
        {
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await who.AtAsync(code, ct) is not { } at)
        {
            return NotFound();
        }

        At = at;
        return Page();
    }

    public string WordsOf(HelpContact contact) =>
        contact.OrganisationId == At.Organisation.Id ? "They say:" : "The headquarters says:";

    public static string NameOf(HelpingRole role) =>
        role.Role switch
        {
            Role.Owner => "Owner of the home’s shared mailbox",
            Role.LocalHelpdesk => "Local helpdesk",
            Role.LocalAdmin => "Local administrator",
            Role.PrimaryAdmin => "Primary administrator",
            _ => role.Role.Spell(),
        };

    public static string Can(HelpingRole role) =>
        role.Role is Role.Owner
            ? "Adds people and sends the invitation again. Cannot set anybody’s password"
            : "Can give you a new sign-in, and unlock your account";

    public static string PeopleOf(HelpingRole role) =>
        role.People == 1 ? $"One person at {role.At}" : $"{role.People} people at {role.At}";
}
