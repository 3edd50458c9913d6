using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>What became of somebody who left.</summary>
/// <param name="Until">Until then another organisation can accept them.</param>
/// <param name="OnlyTheirs">Shared mailboxes nobody else owns: each needs a new owner.</param>
public sealed record MarkedLeaver(AccountSummary Person, DateTimeOffset Until, IReadOnlyList<SharedHolding> OnlyTheirs);

/// <summary>
/// Somebody leaves. Browsers, mail programs and their passwords and every administrator's role end at once; mail keeps
/// arriving. Access to shared mailboxes stays unless it is taken too, so that work across organisations is not cut off
/// when they are accepted elsewhere; nobody can use it before.
/// </summary>
public sealed class MarkLeaver(
    Database database,
    Lives lives,
    AccountLives accounts,
    AccountRecords records,
    MailboxAccess mailboxes,
    TimeProvider time
)
{
    public async Task<Outcome<MarkedLeaver>> RunAsync(
        Actor actor,
        Guid accountId,
        bool removeSharedAccess,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.MarkLeaver, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, removeSharedAccess, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public async Task<Outcome<MarkedLeaver>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        bool removeSharedAccess,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        var life = await accounts.FindAsync(tx, accountId);
        if (
            life
            is not { State: AccountState.Active or AccountState.New or AccountState.Locked or AccountState.Disabled }
        )
        {
            return new Refusal("This person has left already, or their account is deleted.");
        }

        var shared = await lives.SharedAsync(accountId, tx.Cancellation);
        await accounts.LeaveAsync(tx, accountId, AccountState.Left);
        var roles = await accounts.TakeRolesAsync(tx, accountId, g => g.Role is not (Role.Owner or Role.Member));
        var removed = removeSharedAccess ? shared.Where(s => !s.IsOnlyOwner).ToList() : [];
        foreach (var holding in removed)
        {
            await mailboxes.RevokeAsync(tx, holding.Mailbox.Id, accountId);
        }

        if (removeSharedAccess)
        {
            var kept = shared.Except(removed).Select(s => s.Mailbox.OrganisationId).ToHashSet();
            await accounts.TakeRolesAsync(tx, accountId, g => !kept.Contains(g.OrganisationId));
        }

        await lives.RecordAsync(
            tx,
            actor,
            Act.MarkLeaver,
            life,
            reason,
            $"{StateNames.Spell(life.State)} {string.Join(' ', roles.Select(r => r.Role.Spell()))}".TrimEnd(),
            removed.Count == 0 ? "left" : $"left {string.Join(' ', removed.Select(r => r.Mailbox.LocalPart))}"
        );
        var days = await lives.DaysAsync(tx.Cancellation);
        return new MarkedLeaver(
            (await records.FindAsync(tx, accountId))!,
            time.GetUtcNow().AddDays(days.Leaver),
            [.. shared.Where(s => s.IsOnlyOwner)]
        );
    }
}

/// <summary>It was a mistake, or they stay: somebody marked as leaver is back where they were, without the roles that ended.</summary>
public sealed class TakeBackLeaver(
    Database database,
    Lives lives,
    AccountLives accounts,
    AccountRecords records,
    AddPerson people
)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.TakeBackLeaver, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        Returning.RunAsync(
            tx,
            new Returning.Wanted(actor, Act.TakeBackLeaver, accountId, AccountState.Left, reason),
            lives,
            accounts,
            records,
            people
        );
}

/// <summary>Restores a deleted account within its window, with its address and its mail.</summary>
public sealed class RestoreAccount(
    Database database,
    Lives lives,
    AccountLives accounts,
    AccountRecords records,
    AddPerson people
)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) =>
        (await lives.OnAsync(actor, Act.RestoreAccount, accountId, reason, ct)).IsDone(out _, out var no)
            ? await database.WriteAsync(tx => RunAsync(tx, actor, accountId, reason), ct)
            : no;

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        Returning.RunAsync(
            tx,
            new Returning.Wanted(actor, Act.RestoreAccount, accountId, AccountState.Deleted, reason),
            lives,
            accounts,
            records,
            people
        );
}

/// <summary>An account becomes what it was before it was closed, if there is room for one more.</summary>
internal static class Returning
{
    public sealed record Wanted(Actor Actor, Act Act, Guid AccountId, AccountState From, string? Reason);

    public static async Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Wanted wanted,
        Lives lives,
        AccountLives accounts,
        AccountRecords records,
        AddPerson people
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        var life = await accounts.FindAsync(tx, wanted.AccountId);
        if (life is null || life.State != wanted.From)
        {
            return Lives.Changed;
        }

        var organisation = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!;
        if (await people.NoRoomAsync(tx, wanted.Actor, organisation) is { } full)
        {
            return full;
        }

        await records.SetStateAsync(tx, life.Id, StateOf(life));
        await lives.RecordAsync(
            tx,
            wanted.Actor,
            wanted.Act,
            life,
            wanted.Reason,
            StateNames.Spell(life.State),
            StateNames.Spell(StateOf(life))
        );
        return (await records.FindAsync(tx, life.Id))!;
    }

    /// <summary>Who has not done the tasks goes on with them.</summary>
    public static AccountState StateOf(AccountLife life) =>
        life.Opened is null ? AccountState.New : AccountState.Active;
}
