using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>
/// Somebody is away for long: nobody signs in with the account; its mail keeps arriving, until a day in at most 18 months.
/// Meanwhile a colleague may read it, and whoever writes may be answered: see <see cref="Cover"/>.
/// </summary>
public sealed class DisableAccount(Lives lives, AccountLives accounts, Absences absences, TimeProvider time)
{
    /// <param name="until">Null: as long as an absence may be.</param>
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        DateTimeOffset? until,
        string? reason,
        Cover? cover = null,
        CancellationToken ct = default
    )
    {
        if (await absences.CheckAsync(actor, accountId, cover ?? Cover.None, ct) is { } unfit)
        {
            return unfit;
        }

        return await lives.ChangeAsync<AccountSummary>(
            actor,
            Act.DisableAccount,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, until, reason, cover),
            ct
        );
    }

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        DateTimeOffset? until,
        string? reason,
        Cover? cover = null
    ) => lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, until, reason, cover));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        DateTimeOffset? until,
        string? reason,
        Cover? cover
    )
    {
        if (life.State is not (AccountState.Active or AccountState.Locked))
        {
            return new Refusal("Only an account in use can be disabled.");
        }

        var now = time.GetUtcNow();
        var last = now.AddDays((await lives.DaysAsync(tx.Cancellation)).Disabled);
        if (until is { } day && (day <= now || day > last))
        {
            return new Refusal("Choose a day to come, at most 18 months from now.", "Until");
        }

        await accounts.LeaveAsync(tx, life.Id, AccountState.Disabled, until ?? last);
        await absences.BeginAsync(tx, actor, life, cover ?? Cover.None, until ?? last, reason);
        await lives.RecordAsync(
            tx,
            actor,
            Act.DisableAccount,
            life,
            reason,
            StateNames.Spell(life.State),
            $"disabled until {until ?? last:yyyy-MM-dd}"
        );
        return await lives.SummaryAsync(tx, life.Id);
    }
}

/// <summary>Somebody is back: the account opens again, and its days are counted anew; what covered for them ends.</summary>
public sealed class EnableAccount(Lives lives, AccountRecords records, Absences absences)
{
    public Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        lives.ChangeAsync<AccountSummary>(
            actor,
            Act.EnableAccount,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, reason),
            ct
        );

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, reason));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        string? reason
    )
    {
        if (life.State is not AccountState.Disabled)
        {
            return new Refusal("This account is not disabled.");
        }

        await records.SetStateAsync(tx, life.Id, AccountState.Active);
        await absences.EndAsync(tx, actor, life, reason);
        await lives.RecordAsync(tx, actor, Act.EnableAccount, life, reason, "disabled", "active");
        return await lives.SummaryAsync(tx, life.Id);
    }
}

/// <summary>Deletes an account: closed at once, restorable within its window, then gone for good with its mailbox.</summary>
public sealed class DeleteAccount(Lives lives, AccountLives accounts, Absences absences)
{
    public Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        lives.ChangeAsync<AccountSummary>(
            actor,
            Act.DeleteAccount,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, reason),
            ct
        );

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, reason));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        string? reason
    )
    {
        if (life.State >= AccountState.Deleted)
        {
            return new Refusal("This account is deleted already.");
        }

        await DeleteAsync(tx, actor, life, reason);
        return await lives.SummaryAsync(tx, life.Id);
    }

    internal async Task DeleteAsync(WriteTransaction tx, Actor actor, AccountLife life, string? reason)
    {
        await accounts.LeaveAsync(tx, life.Id, AccountState.Deleted);
        await accounts.TakeRolesAsync(tx, life.Id, g => g.Role is not (Role.Owner or Role.Member));
        await absences.EndAsync(tx, actor, life, reason);
        await lives.RecordAsync(tx, actor, Act.DeleteAccount, life, reason, StateNames.Spell(life.State), "deleted");
    }
}
