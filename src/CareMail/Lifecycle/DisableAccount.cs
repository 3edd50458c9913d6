using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>Somebody is away for long: nobody signs in with the account; its mail keeps arriving, until a day in at most 18 months.</summary>
public sealed class DisableAccount(
    Database database,
    Lives lives,
    AccountLives accounts,
    AccountRecords records,
    TimeProvider time
)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        DateTimeOffset? until,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.DisableAccount, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, until, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    /// <param name="until">Null: as long as an absence may be.</param>
    public async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        DateTimeOffset? until,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        var life = await accounts.FindAsync(tx, accountId);
        if (life is not { State: AccountState.Active or AccountState.Locked })
        {
            return new Refusal("Only an account in use can be disabled.");
        }

        var now = time.GetUtcNow();
        var last = now.AddDays((await lives.DaysAsync(tx.Cancellation)).Disabled);
        if (until is { } day && (day <= now || day > last))
        {
            return new Refusal("Choose a day to come, at most 18 months from now.", "Until");
        }

        await accounts.LeaveAsync(tx, accountId, AccountState.Disabled, until ?? last);
        await lives.RecordAsync(
            tx,
            actor,
            Act.DisableAccount,
            life,
            reason,
            StateNames.Spell(life.State),
            $"disabled until {until ?? last:yyyy-MM-dd}"
        );
        return (await records.FindAsync(tx, accountId))!;
    }
}

/// <summary>Somebody is back: the account opens again, and its days are counted anew.</summary>
public sealed class EnableAccount(Database database, Lives lives, AccountLives accounts, AccountRecords records)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.EnableAccount, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (await accounts.FindAsync(tx, accountId) is not { State: AccountState.Disabled } life)
        {
            return new Refusal("This account is not disabled.");
        }

        await records.SetStateAsync(tx, accountId, AccountState.Active);
        await lives.RecordAsync(tx, actor, Act.EnableAccount, life, reason, "disabled", "active");
        return (await records.FindAsync(tx, accountId))!;
    }
}

/// <summary>Deletes an account: closed at once, restorable within its window, then gone for good with its mailbox.</summary>
public sealed class DeleteAccount(Database database, Lives lives, AccountLives accounts, AccountRecords records)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.DeleteAccount, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (await accounts.FindAsync(tx, accountId) is not { State: < AccountState.Deleted } life)
        {
            return new Refusal("This account is deleted already.");
        }

        await accounts.LeaveAsync(tx, accountId, AccountState.Deleted);
        await accounts.TakeRolesAsync(tx, accountId, g => g.Role is not (Role.Owner or Role.Member));
        await lives.RecordAsync(tx, actor, Act.DeleteAccount, life, reason, StateNames.Spell(life.State), "deleted");
        return (await records.FindAsync(tx, accountId))!;
    }
}
