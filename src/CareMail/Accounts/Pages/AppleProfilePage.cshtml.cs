using CareMail.Access;
using CareMail.Accounts.MailPrograms;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>The profile that sets up a mailbox on an iPhone: one's own, or a shared one that one works in.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class AppleProfilePageModel(MailboxAccess mailboxes, Addresses addresses, CareMailSettings settings)
    : OwnPage
{
    public async Task<IActionResult> OnGetAsync([FromRoute(Name = "mailbox")] Guid id, CancellationToken ct)
    {
        var grants = await mailboxes.OfAccountAsync(Me, ct);
        if (grants.FirstOrDefault(g => g.Mailbox.Id == id)?.Mailbox is not { } mailbox)
        {
            return NotFound();
        }

        var found = await addresses.OfMailboxesAsync([id], ct);
        if (!found.TryGetValue(id, out var address))
        {
            return NotFound();
        }

        var prefix = mailbox.Kind is MailboxKind.Personal ? null : "Shared/" + mailbox.LocalPart;
        var profile = AppleProfile.Write(
            new AppleMailbox(id, mailbox.DisplayName, address.ToString(), User.Account()!.UserName, prefix),
            MailServers.Of(settings)
        );
        return File(profile, AppleProfile.ContentType, mailbox.LocalPart + ".mobileconfig");
    }
}
