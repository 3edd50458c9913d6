using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
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
    Lives lives,
    AccountLives accounts,
    MailboxAccess mailboxes,
    Absences absences,
    NoticeQueue notices,
    TimeProvider time
)
{
    public Task<Outcome<MarkedLeaver>> RunAsync(
        Actor actor,
        Guid accountId,
        bool removeSharedAccess,
        string? reason,
        CancellationToken ct = default
    ) =>
        lives.ChangeAsync<MarkedLeaver>(
            actor,
            Act.MarkLeaver,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, life, removeSharedAccess, reason),
            ct
        );

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<MarkedLeaver>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        bool removeSharedAccess,
        string? reason
    ) => lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, life, removeSharedAccess, reason));

    private async Task<Outcome<MarkedLeaver>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        AccountLife life,
        bool removeSharedAccess,
        string? reason
    )
    {
        if (life.State >= AccountState.Left)
        {
            return new Refusal("This person has left already, or their account is deleted.");
        }

        var shared = await lives.SharedAsync(life.Id, tx.Cancellation);
        await accounts.LeaveAsync(tx, life.Id, AccountState.Left);
        await absences.EndAsync(tx, actor, life, reason);
        var roles = await accounts.TakeRolesAsync(tx, life.Id, g => g.Role is not (Role.Owner or Role.Member));
        var removed = removeSharedAccess ? await RemoveAsync(tx, life.Id, shared) : [];
        await lives.RecordAsync(
            tx,
            actor,
            Act.MarkLeaver,
            life,
            reason,
            $"{StateNames.Spell(life.State)} {string.Join(' ', roles.Select(r => r.Role.Spell()))}".TrimEnd(),
            removed.Count == 0 ? "left" : $"left {string.Join(' ', removed.Select(r => r.Mailbox.LocalPart))}"
        );
        var until = time.GetUtcNow().AddDays((await lives.DaysAsync(tx.Cancellation)).Leaver);
        await TellAsync(tx, life, until);
        return new MarkedLeaver(await lives.SummaryAsync(tx, life.Id), until, [.. shared.Where(s => s.IsOnlyOwner)]);
    }

    private async Task TellAsync(WriteTransaction tx, AccountLife life, DateTimeOffset until)
    {
        if ((await accounts.ReachAsync(life.Id, tx.Cancellation)).Email is not { } email)
        {
            return;
        }

        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.MarkedLeaver, life.Id, email)
            {
                AccountId = life.Id,
                UsefulUntil = until,
                Values = new Dictionary<string, string>
                {
                    ["username"] = life.UserName,
                    ["place"] = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!.Name,
                    ["until"] = LifecycleWords.Day(until),
                },
            }
        );
    }

    private async Task<IReadOnlyList<SharedHolding>> RemoveAsync(
        WriteTransaction tx,
        Guid accountId,
        IReadOnlyList<SharedHolding> shared
    )
    {
        var removed = shared.Where(s => !s.IsOnlyOwner).ToList();
        foreach (var holding in removed)
        {
            await mailboxes.RevokeAsync(tx, holding.Mailbox.Id, accountId);
        }

        var kept = shared.Except(removed).Select(s => s.Mailbox.OrganisationId).ToHashSet();
        await accounts.TakeRolesAsync(tx, accountId, g => !kept.Contains(g.OrganisationId));
        return removed;
    }
}

/// <summary>It was a mistake, or they stay: somebody marked as leaver is back where they were, without the roles that ended.</summary>
public sealed class TakeBackLeaver(Returning returning)
{
    public Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) => returning.RunAsync(actor, Act.TakeBackLeaver, accountId, AccountState.Left, reason, ct);

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        returning.RunAsync(tx, actor, Act.TakeBackLeaver, accountId, AccountState.Left, reason);
}

/// <summary>Restores a deleted account within its window, with its address and its mail.</summary>
public sealed class RestoreAccount(Returning returning)
{
    public Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason,
        CancellationToken ct = default
    ) => returning.RunAsync(actor, Act.RestoreAccount, accountId, AccountState.Deleted, reason, ct);

    /// <summary>Inside the transaction of a use case that asked the permission table for its own act.</summary>
    public Task<Outcome<AccountSummary>> RunAsync(WriteTransaction tx, Actor actor, Guid accountId, string? reason) =>
        returning.RunAsync(tx, actor, Act.RestoreAccount, accountId, AccountState.Deleted, reason);
}

/// <summary>An account becomes what it was before it was closed, if there is room for one more.</summary>
public sealed class Returning(Lives lives, AccountRecords records, AddPerson people)
{
    internal Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        Act act,
        Guid accountId,
        AccountState from,
        string? reason,
        CancellationToken ct
    ) =>
        lives.ChangeAsync<AccountSummary>(
            actor,
            act,
            accountId,
            reason,
            (tx, life) => DoAsync(tx, actor, act, life, from, reason),
            ct
        );

    internal Task<Outcome<AccountSummary>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        Guid accountId,
        AccountState from,
        string? reason
    ) => lives.InsideAsync(tx, accountId, life => DoAsync(tx, actor, act, life, from, reason));

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        Act act,
        AccountLife life,
        AccountState from,
        string? reason
    )
    {
        if (life.State != from)
        {
            return Lives.Changed;
        }

        var organisation = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!;
        if (await people.NoRoomAsync(tx, actor, organisation) is { } full)
        {
            return full;
        }

        await records.SetStateAsync(tx, life.Id, StateOf(life));
        await lives.RecordAsync(
            tx,
            actor,
            act,
            life,
            reason,
            StateNames.Spell(life.State),
            StateNames.Spell(StateOf(life))
        );
        return await lives.SummaryAsync(tx, life.Id);
    }

    /// <summary>Who has not done the tasks goes on with them.</summary>
    public static AccountState StateOf(AccountLife life) =>
        life.Opened is null ? AccountState.New : AccountState.Active;
}
