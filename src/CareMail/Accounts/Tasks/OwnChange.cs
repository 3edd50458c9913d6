using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.Accounts.Tasks;

/// <summary>
/// What every change to one's own sign-in does: ask the permission table, change and record it in one transaction, and open
/// the account when nothing is left to do. So the last task, whichever it is, and the open doors are one.
/// </summary>
public sealed class OwnChange(Database database, Acts acts, OwnSignIn own, MailboxAccess mailboxes, Addresses addresses)
{
    /// <param name="change">Null when done, or why not: then nothing is changed or recorded.</param>
    internal async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Act act,
        Func<WriteTransaction, AccountSummary, Task<Refusal?>> change,
        string? oldValue = null,
        string? newValue = null,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, act, actor.AccountId ?? Guid.Empty, ct)).IsDone(out var me, out var no))
        {
            return no;
        }

        var mailbox = (await mailboxes.OfAccountAsync(me.Id, ct)).Single(g =>
            g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner }
        );
        var refused = await database.WriteAsync(
            async tx =>
            {
                if (await change(tx, me) is { } refusal)
                {
                    return refusal;
                }

                await acts.RecordAsync(tx, actor, act, me.Id, me.OrganisationId, null, oldValue, newValue);
                await OpenIfDoneAsync(tx, actor, me, mailbox.Mailbox.Id);
                return null;
            },
            ct
        );
        return refused is null ? me : refused;
    }

    private async Task OpenIfDoneAsync(WriteTransaction tx, Actor actor, AccountSummary me, Guid mailboxId)
    {
        if ((await own.DueAsync(tx, me.Id)).Count == 0 && await own.OpenAsync(tx, me.Id))
        {
            await addresses.SetStateAsync(tx, mailboxId, AddressState.Open);
            await acts.RecordAsync(tx, actor, Act.OpenAccount, me.Id, me.OrganisationId, null);
        }
    }
}
