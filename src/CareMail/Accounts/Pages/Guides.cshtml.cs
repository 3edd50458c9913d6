using CareMail.Access;
using CareMail.Accounts.MailPrograms;
using CareMail.Hosting;
using CareMail.Identity.Doors;
using CareMail.Mailboxes;

namespace CareMail.Accounts.Pages;

/// <summary>The set-up guides by themselves, for a password that was made before.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class GuidesModel(MailboxAccess mailboxes, CareMailSettings settings) : OwnPage
{
    public GuideFacts Facts { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) =>
        Facts = await GuideFacts.OfAsync(mailboxes, Me, User.Account()!.UserName, MailServers.Of(settings), ct);
}
