using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>A new name: a new address chosen from free ones; the old one stays for good, and only takes mail.</summary>
public sealed class RenamePerson(Lives lives, AccountLives accounts, MailboxAccess mailboxes, Addresses addresses)
{
    /// <summary>The addresses one may choose from.</summary>
    public Task<IReadOnlyList<EmailAddress>> ChoicesAsync(
        string firstName,
        string lastName,
        CancellationToken ct = default
    ) => addresses.FreeForAsync(firstName, lastName, Renaming.Choices, ct);

    /// <param name="chosen">Null: the address stays as it is.</param>
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string firstName,
        string lastName,
        EmailAddress? chosen,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (NameRules.OfPerson(firstName, lastName) is { } badName)
        {
            return badName;
        }

        return await lives.ChangeAsync<AccountSummary>(
            actor,
            Act.RenamePerson,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, firstName, lastName, chosen, reason),
            ct
        );
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        string firstName,
        string lastName,
        EmailAddress? chosen,
        string? reason
    ) => lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, firstName, lastName, chosen, reason));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        string firstName,
        string lastName,
        EmailAddress? chosen,
        string? reason
    )
    {
        if (life.State >= AccountState.Left)
        {
            return Lives.Changed;
        }

        var name = NameRules.Displayed(firstName, lastName);
        var mailbox = await lives.PersonalAsync(life.Id, tx.Cancellation);
        if (
            chosen is not null
            && !(
                (await ChoicesAsync(firstName, lastName, tx.Cancellation)).Contains(chosen)
                && await ReplaceAsync(tx, life, mailbox, name, chosen)
            )
        )
        {
            return Renaming.NotFree;
        }

        var userName = chosen?.ToString() ?? life.UserName;
        await accounts.RenameAsync(tx, life.Id, firstName.Trim(), lastName.Trim(), name, userName);
        await mailboxes.RenameAsync(tx, mailbox.Id, name);
        await addresses.RenameAsync(tx, mailbox.Id, name);
        await lives.RecordAsync(
            tx,
            actor,
            Act.RenamePerson,
            life,
            reason,
            $"{life.DisplayName} {life.UserName}",
            $"{name} {userName}"
        );
        return await lives.SummaryAsync(tx, life.Id);
    }

    private async Task<bool> ReplaceAsync(
        WriteTransaction tx,
        AccountLife life,
        Mailbox mailbox,
        string name,
        EmailAddress chosen
    )
    {
        var at = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!;
        return await addresses.ReplaceAsync(
            tx,
            new NewAddress(chosen, mailbox.Id, at.Id, MailboxKind.Personal, name, at.Place)
            {
                State = life.State is AccountState.New ? AddressState.Waiting : AddressState.Open,
            }
        );
    }
}

internal static class Renaming
{
    public const int Choices = 5;

    public static readonly Refusal NotFree = new(
        "Choose one of the addresses shown: another is taken, or was somebody’s once.",
        "Address"
    );
}
