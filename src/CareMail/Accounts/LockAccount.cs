using CareMail.Access;
using CareMail.Identity;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>Closes an account to signing in, at every door and at once. Its mail keeps arriving.</summary>
public sealed class LockAccount(Database database, Acts acts, AccountRecords accounts)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.LockAccount, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        return Acts.NoReason(reason)
            ?? (
                person.State is AccountState.Active
                    ? await StateChange.RunAsync(
                        database,
                        acts,
                        accounts,
                        new StateChange.Wanted(actor, Act.LockAccount, person, AccountState.Locked, reason!),
                        ct
                    )
                    : new Refusal("Only an active account can be locked.")
            );
    }
}

/// <summary>Opens a locked account again.</summary>
public sealed class UnlockAccount(Database database, Acts acts, AccountRecords accounts)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.UnlockAccount, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        return Acts.NoReason(reason)
            ?? (
                person.State is AccountState.Locked
                    ? await StateChange.RunAsync(
                        database,
                        acts,
                        accounts,
                        new StateChange.Wanted(actor, Act.UnlockAccount, person, AccountState.Active, reason!),
                        ct
                    )
                    : new Refusal("This account is not locked.")
            );
    }
}

internal static class StateChange
{
    public sealed record Wanted(Actor Actor, Act Act, AccountSummary Person, AccountState To, string Reason);

    public static async Task<Outcome<AccountSummary>> RunAsync(
        Database database,
        Acts acts,
        AccountRecords accounts,
        Wanted wanted,
        CancellationToken ct
    )
    {
        var changed = await database.WriteAsync(
            async tx =>
            {
                // Read again: somebody else may have been quicker.
                if ((await accounts.FindAsync(tx, wanted.Person.Id))?.State != wanted.Person.State)
                {
                    return false;
                }

                await accounts.SetStateAsync(tx, wanted.Person.Id, wanted.To);
                await acts.RecordAsync(
                    tx,
                    wanted.Actor,
                    wanted.Act,
                    wanted.Person.Id,
                    wanted.Person.OrganisationId,
                    wanted.Reason,
                    StateNames.Spell(wanted.Person.State),
                    StateNames.Spell(wanted.To)
                );
                return true;
            },
            ct
        );
        return changed
            ? wanted.Person with
            {
                State = wanted.To,
            }
            : new Refusal("Somebody changed this account just now. Look again.");
    }
}

/// <summary>How states are spelled in lists and in the audit trail.</summary>
public static class StateNames
{
    public static string Spell(AccountState state) =>
        state switch
        {
            AccountState.New => "new",
            AccountState.Active => "active",
            AccountState.Locked => "locked",
            AccountState.Disabled => "disabled",
            AccountState.Left => "left",
            AccountState.Deleted => "deleted",
            AccountState.Gone => "gone",
        };
}
