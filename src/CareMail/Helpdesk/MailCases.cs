using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>
/// What our own people write to the helpdesk's mailbox is a case, in the transaction that delivers it. Which mailbox it
/// comes from is known, not claimed. A reference in the subject continues a case, of the same home only.
/// </summary>
internal sealed class MailCases(
    CareMailSettings settings,
    Desk desk,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    CaseKeys keys
) : IOwnMail
{
    public async Task SentAsync(WriteTransaction tx, OwnMail letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (!letter.To.Any(IsHelpdesk) || await mailboxes.FindAsync(letter.From.MailboxId) is not { } from)
        {
            return;
        }

        var actor = new Actor(letter.AccountId, letter.From.DisplayName, [], "mail");
        if (
            CaseKeys.ReferenceIn(letter.Subject) is { } reference
            && await CaseTable.FindAsync(tx, reference) is { IsOpen: true } known
            && known.OrganisationId == from.OrganisationId
        )
        {
            await CaseTable.TakeAsync(tx, known.Id);
            await CaseTable.SetAsync(tx, known.Id, "state = @open", new { open = CaseState.Open });
            await desk.RecordAsync(tx, actor, known, new Done(CaseEventKind.WroteAgain, Words(letter)));
            return;
        }

        await OpenAsync(tx, actor, letter, from);
    }

    private async Task OpenAsync(WriteTransaction tx, Actor actor, OwnMail letter, Mailbox from)
    {
        var id = Ids.New();
        var sender = await accounts.FindAsync(tx, letter.AccountId);
        var opened = new HelpCase
        {
            Id = id,
            Reference = CaseKeys.NewReference(),
            Source = letter.From.IsPersonal ? CaseSource.OwnMailbox : CaseSource.SharedMailbox,
            Topic = CaseTopic.Other,
            State = CaseState.Open,
            Opened = desk.Now,
            Due = await desk.DueAsync(desk.Now, CancellationToken.None),
            OrganisationId = from.OrganisationId,
            AccountId = letter.From.IsPersonal ? letter.AccountId : null,
            MailboxId = from.Id,
            SenderId = letter.AccountId,
            Content = keys.Seal(id, new CaseContent(sender?.DisplayName ?? "", "", Words(letter))),
        };
        await CaseTable.InsertAsync(tx, opened);
        await desk.RecordAsync(tx, actor, opened, new Done(CaseEventKind.Opened));
    }

    private bool IsHelpdesk(Recipient to) =>
        string.Equals(to.Address.ToString(), settings.HelpdeskMailbox, StringComparison.OrdinalIgnoreCase);

    private static string Words(OwnMail letter) => $"{letter.Subject}\n{letter.Preview}".Trim();
}
