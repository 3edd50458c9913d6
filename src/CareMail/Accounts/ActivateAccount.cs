using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>
/// Opens a new account in the person's stead, with all five tasks done: for a first administrator, a demo, a test client.
/// Everybody else is invited (<see cref="InvitePerson"/>) and does them alone. What was made is told once.
/// </summary>
public sealed class ActivateAccount(
    Database database,
    Acts acts,
    AccountRecords accounts,
    MailboxAccess mailboxes,
    Addresses addresses
)
{
    /// <param name="chosen">For whoever seeds a demo; otherwise all is random.</param>
    public async Task<Outcome<SignInSecrets>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason = null,
        ChosenSignIn? chosen = null,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.ActivateAccount, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        var already = new Refusal("This account was activated before. To give the person a new sign-in, reset it.");
        if (person.State is not AccountState.New)
        {
            return already;
        }

        if (
            chosen?.Password is { } password
            && PasswordRules.Check(password, person.FirstName, person.LastName) is { } weak
        )
        {
            return weak;
        }

        var prepared = await accounts.PrepareAsync(person.UserName, addresses.Domain, chosen, ct);
        var personal = (await mailboxes.OfAccountAsync(accountId, ct)).Single(g =>
            g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner }
        );
        var done = await database.WriteAsync(
            async tx =>
            {
                if ((await accounts.FindAsync(tx, accountId))?.State is not AccountState.New)
                {
                    return false;
                }

                await accounts.SetSignInAsync(tx, accountId, prepared);
                await accounts.SetStateAsync(tx, accountId, AccountState.Active);
                await addresses.SetStateAsync(tx, personal.Mailbox.Id, AddressState.Open);
                await acts.RecordAsync(tx, actor, Act.ActivateAccount, accountId, person.OrganisationId, reason);
                return true;
            },
            ct
        );
        return done ? prepared.Secrets : already;
    }
}
